"""The instructions of the machine by number. What acts on several widths has one number for each.

An instruction is a line of a tape: the number, where the result goes, up to four operands, then numbers that the set
fixes (`IMMEDIATES` says from where on).
"""

IMMEDIATES, TAPE_WIDTH = 6, 22

# Changing the width.
W8_32, W16_32, W8_64, W16_64, W32_64, N64_32, N32_16, N32_8 = range(8)
PUT, FETCH = 8, 9
"""Write a result; ask for what the next block will read. Immediate: bytes a row."""

# Arithmetic.
ADD2_32, ADD3_32, ADD4_32, MUL_32, LEAST_32, GREATEST_32 = range(10, 16)
ADD2_64, ADD3_64, ADD4_64, MUL_64, LEAST_64, GREATEST_64 = range(16, 22)
LINE1_8, LINE1_16, LINE1_32, LINE1_64, LINE2_8, LINE2_16, LINE2_32, LINE2_64 = range(22, 30)
"""a·x + b·y + c held between two ends; immediates: a, b, c, low, high."""

# Truth values, one byte each.
WITHIN_8, WITHIN_16, WITHIN_32, WITHIN_64 = range(30, 34)
"""low ≤ x ≤ high, or not; immediates: low, high, 1 for not."""
AT_LEAST_32, ABOVE_32, SAME_32, OTHER_32, AT_LEAST_64, ABOVE_64, SAME_64, OTHER_64 = range(34, 42)
AND, OR, NOT = 42, 43, 44
PICK_8, PICK_32, PICK_64 = 45, 46, 47
PICK_NUMBER_8, PICK_NUMBER_32, PICK_NUMBER_64 = 48, 49, 50
"""A number where the condition holds, otherwise x; immediate: the number."""
PICK_OR_NUMBER_8, PICK_OR_NUMBER_32, PICK_OR_NUMBER_64 = 51, 52, 53
"""x where the condition holds, otherwise a number."""
PICK_NUMBERS_8, PICK_NUMBERS_32, PICK_NUMBERS_64 = 54, 55, 56
"""One of two numbers."""

# Shapes of leaves.
STEPS_8, STEPS_16, STEPS_32, STEPS_64 = range(60, 64)
"""The number that belongs to the highest threshold reached; immediates: how many, first number, thresholds, numbers."""
STEPS_MOST = 6
LOOK_UP_32, LOOK_UP_64 = 64, 65
"""A number of the table by its place; immediates: first place, how many."""
EDGES_32, EDGES_32_64, EDGES_64 = 66, 67, 68
"""Numbers by up to three edges; immediates: q, p, strict of each edge, then the numbers."""
EDGES_MOST = 3
BANDED_31, BANDED_32, BANDED_53, BANDED_64 = 76, 69, 70, 71
"""A quotient between two edges, numbers elsewhere; immediates: q, p, strict, number of each; a, b, f."""
QUOTIENT_32, QUOTIENT_53, QUOTIENT_64, QUOTIENT_ANY = 72, 73, 74, 75
"""floor((a·n + b·d + c) ÷ (f·d)) with d at least 1; immediates: a, b, c, f."""

# Lists: these need the offsets.
SPREAD_8, SPREAD_32, SPREAD_64 = 90, 91, 92
FOLD_SUM_8, FOLD_SUM_32, FOLD_SUM_64, FOLD_LEAST, FOLD_GREATEST = 93, 94, 95, 96, 97
FIRST_OF_LISTS = SPREAD_8

# Lines of the table of spans: kind, first and last instruction, the list's offsets, first and last fold, room.
SPAN_WIDTH = 7
ROWS, RECORDS = 0, 1
