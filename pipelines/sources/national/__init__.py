"""What the national workbooks of GOV.UK share: where they are found, how they are fetched, what their cells mean."""
