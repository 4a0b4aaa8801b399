"""What anybody may know of the tables without seeing a figure: which of their sums must agree.

Both sides read this, the one that protects and the one that attacks: these are facts about the tables, not a way to hide.
"""

#: The table in which every conversation counts once, whatever was said.
EVERYBODY = "conversations_channel"

#: Tables that count the same conversations once each: their totals are one number. Whoever sees a result is told whom to
#: call first.
SAME_CONVERSATIONS = ((EVERYBODY, "conversations_language", "dropoff"), ("kind", "orientation"))

#: A question that only these answers to another one lead to: its table → the other one's, and the answers.
ASKED_OF = {"came_of_it": ("followup", ("rencontre", "ecrit", "les_deux"))}

#: Tables of a quarter that tell of each other.
TOGETHER = (*SAME_CONVERSATIONS, ("followup", "came_of_it"))

#: Crossed table → the quarterly table that counts its second dimension, on exactly the same conversations.
YEARS_OF = {"domain_kind": "kind", "domain_steps_taken": "steps_taken"}

#: Crossed table → quarterly tables of its dimensions that also count conversations which stopped earlier.
YEARS_WITHIN = {
    "domain_kind": ("domain",),
    "domain_criterion": ("domain", "criterion"),
    "domain_treatment": ("domain", "treatment"),
    "domain_steps_taken": ("domain",),
}

#: The margin of a dimension.
TOTAL = "total"

#: What a cell that is not shown must leave possible, for whoever computes: at most this little, at least this much.
FEW, MANY = 1, 11
