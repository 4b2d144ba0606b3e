"""What programs do with their arguments: rules/programs/*.toml as languages of argument lists."""
