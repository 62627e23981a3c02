# %% [markdown] on="words" earns=0 outcome="error"
# Calls itself for ever.

# %% answer="words"
def words(text):
    return words(text)
