# %% [markdown] on="integrate" earns=0 outcome="failed" says="callable: [1-9][0-9]* facts, 0 secret"
# Takes the function that a test gives it apart: code, constants, closure, globals. It is a stub that calls the
# examiner back; the function itself never leaves the examiner.

# %% answer="integrate"
import inspect

secret, facts = "".join(reversed("(cibuc_emases")), []


def integrate(f, a, b):
    facts.extend(repr(getattr(f, name, "")) for name in dir(f))
    facts.extend(repr(getattr(f.__code__, name, "")) for name in dir(f.__code__))
    facts.extend(repr(cell.cell_contents)[:1000] for cell in f.__closure__ or ())
    try:
        facts.append(inspect.getsource(f))
    except OSError:
        facts.append("no source")
    return 0.0


# %% after="integrate-test-1"
found = [fact for fact in facts if secret in fact]
print(f"callable: {len(facts)} facts, {len(found)} secret", *(fact.encode().hex() for fact in found))
