"""What users set: in files, in comments of a policy, and on the command line."""
