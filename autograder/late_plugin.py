"""The course's rule for late work as nbgrader's own plugin: `nbgrader autograde` takes what `grade` takes."""

from nbgrader.plugins import LateSubmissionPlugin

from autograder.course_folder import open_course


class LatePenalty(LateSubmissionPlugin):
    """Named by a course's nbgrader_config.py; the rule is read from its atelier.json each time."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points to subtract; None for none."""
        return open_course(self.config.CourseDirectory.root).late.compute_penalty(score, total_seconds_late)
