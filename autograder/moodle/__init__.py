"""Files of Moodle, as its versions write them: submissions, the grading worksheet, feedback."""
