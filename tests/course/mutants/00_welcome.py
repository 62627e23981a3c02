# %% mutant="double/adds_two" message="multiply by 2, do not add 2"
# The mistake that the text asks to try.
def double(x):
    return x + 2


# %% mutant="double/squares" message="multiply by 2"
# Right for 2, by chance.
def double(x):
    return x**2


# %% mutant="double/prints_its_answer" message="does the function return anything"
# Shown, not returned.
def double(x):
    print(2 * x)


# %% mutant="double/repeats_a_list" message="not the right shape|not made of numbers|TypeError"
# Twice a list is a longer list.
def double(x):
    return list(np.atleast_1d(x)) * 2 if np.ndim(x) else 2 * x


# %% mutant="double/numbers_only" message="TypeError"
# Written for one number.
def double(x):
    return 2 * float(x)


# %% mutant="double/doubles_in_place" message="an argument was modified"
# The caller's array is doubled.
def double(x):
    x *= 2
    return x


# %% mutant="double/returns_a_text" message="not made of numbers"
# An f-string looks like a number when it is printed.
def double(x):
    return f"{2 * x}"


# %% variant="double/sum"
def double(x):
    return x + x


# %% variant="double/numpy"
def double(x):
    return np.multiply(x, 2.0)


# %% variant="double/list"
def double(x):
    return (2 * np.asarray(x, dtype=float)).tolist()
