"""The hostile corpus: one small file for each attack or breakage, with the mark that it must get.

A file is a py:percent notebook; its folder is its family. The first cell is text: what the attack does, and why it
earns what it earns. Its keys state the outcome:

    # %% [markdown] on="scale" earns=0 outcome="failed"

- `on`: the exercises that it is about, separated by spaces; "*" for all. All others must earn all their points.
- `earns`: the points that those get together.
- `outcome`: the outcome of each of their tests that gets nothing; several that are possible are separated by |.
- `unlocked`: the same where there is no sandbox, if it differs.
- `says="regular expression"`: found in what the notebook that goes back to the student shows.
- `flags="modified:scale-test-1"`: flags that the record must have, separated by spaces.
- `alone=true`: it spoils the kernel or the file, and is graded by itself. Others share a submission with attacks on
  other exercises, which must not feel it.
- `chapter="01_neuron"`: it attacks a chapter of the course instead of `01_target.py`.

The other cells make the submission out of the notebook with all right answers:

    # %% answer="scale"      replaces an answer
    # %% before="scale"      a cell of the student's, put before the cell of that id; `after="scale-test-2"` likewise
    # %% edit=true           defines edit(notebook), or rewrite(content: bytes) -> bytes, which the test runs itself

Everything stays in the kernel and its temporary folder: no network, no flood of processes, no memory really taken.
"""
