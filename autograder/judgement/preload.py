"""To import this is to load the agent: for a process that forks kernels, which then need not load it one by one."""

from autograder.judgement.bundle import load_agent

load_agent()
