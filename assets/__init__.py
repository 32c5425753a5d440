"""What is made: one module per subject, holding nothing but `Dataset` declarations."""
