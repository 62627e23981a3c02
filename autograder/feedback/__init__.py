"""The page that a student reads: marks, reasons, comments; nothing in it runs or comes from elsewhere."""

from autograder.feedback.nbgrader_filter import clean_markdown
from autograder.feedback.page import feedback_path, write_feedback

__all__ = ["clean_markdown", "feedback_path", "write_feedback"]
