"""Warm kernels for nbclient, nbconvert and nbgrader: a kernel provisioner that a kernelspec names."""

import asyncio
from contextlib import ExitStack
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Enum

from autograder.execution.launching import KernelProcess, launch
from autograder.execution.limits import Limits
from autograder.execution.sandbox import choose_sandbox

_POLL_SECONDS = 0.05


class WarmProvisioner(KernelProvisionerBase):
    """Forks each kernel from this process's zygote, in a sandbox; it is interrupted and ended like any other kernel.

    A kernelspec asks for it with `{"metadata": {"kernel_provisioner": {"provisioner_name": "atelier-warm"}}}`. The
    kernel runs in an empty folder, not in the notebook's.
    """

    sandbox = Enum(
        ("auto", "fork", "bwrap", "none"), "auto", help="Where kernels run; auto: the best that this machine allows."
    ).tag(config=True)

    _process: KernelProcess | None = None
    _stack: ExitStack | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel, alive or not."""
        return self._process is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Return the arguments of `launch_kernel`: the command is of no use, there is none to run."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start a kernel, whatever the command."""
        self._stack = ExitStack()
        self._process = await asyncio.to_thread(self._launch)  # the first one waits for a zygote
        connection = self._process.connection
        self.connection_info = connection | {"key": connection["key"].encode()}
        return self.connection_info

    async def poll(self) -> int | None:
        """Return None while the kernel is alive."""
        return None if self._process is not None and self._process.is_alive() else 0

    async def wait(self) -> int | None:
        """Wait until the kernel has ended, and let go of it."""
        while await self.poll() is None:
            await asyncio.sleep(_POLL_SECONDS)
        self._let_go()
        return 0

    async def send_signal(self, signum: int) -> None:
        """Send the kernel a signal."""
        if self._process is not None:
            self._process.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, with all that it started."""
        if self._process is not None:
            self._process.kill()

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel: nothing in it needs to be asked first."""
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's folders."""
        self._let_go()

    def _launch(self) -> KernelProcess:
        return self._stack.enter_context(launch(Limits(), choose_sandbox(self.sandbox)))

    def _let_go(self) -> None:
        if self._stack is not None:
            self._stack.close()
        self._stack = self._process = None
