"""Why something may be withheld from the public: one list for what people redact and for what records say of it."""

from __future__ import annotations

REASONS = {
    "personal_data": "UK GDPR and Data Protection Act 2018",
    "commercial": "Freedom of Information Act 2000, section 43",
    "operational_security": "Freedom of Information Act 2000, section 31",
    "legal_privilege": "Freedom of Information Act 2000, section 42",
    "national_security": "Freedom of Information Act 2000, section 24",
    "safety_of_person": "Freedom of Information Act 2000, section 38",
    "other_law": "Freedom of Information Act 2000, section 44",
}
"""Each reason with the law that it hangs on."""
