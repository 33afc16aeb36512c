"""What people read: a student's feedback and the report about a class."""
