"""What tests in a browser share: helpers whose assertions say what they compared."""

import pytest

pytest.register_assert_rewrite("tests.browser.chromium", "tests.browser.whole_way")
