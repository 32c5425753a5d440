"""What is worked out for accountability: from duties, plans, decisions and money to what became of them."""
