"""Who works at the demo's desk."""

OWNER = "owner"
PEOPLE = (
    ("limin", "李敏", "zh-Hans", "agent"),
    ("chloe", "Chloé", "fr", "lead"),
    ("sam", "Sam", "en", "agent"),
)
AGENT_OF = {"zh": "limin", "fr": "chloe", "en": "sam"}
EVERYBODY_ELSE = "sam"
