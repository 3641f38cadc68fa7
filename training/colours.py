"""The colour words of the captions: 25 named colours, words that mean the same, and palettes with a name.

The 25 colours, in this order, are also the palette of the judges' colour features, so neither values nor order may change.
All colours are sRGB triples in 0..1.
"""

Colour = tuple[float, float, float]

COLOURS: dict[str, Colour] = {
    "red": (0.85, 0.08, 0.08), "crimson": (0.65, 0.03, 0.15), "orange": (0.97, 0.5, 0.06), "golden": (0.93, 0.7, 0.18),
    "yellow": (0.98, 0.9, 0.15), "lime green": (0.6, 0.9, 0.15), "green": (0.15, 0.65, 0.2), "emerald": (0.03, 0.5, 0.3),
    "teal": (0.05, 0.5, 0.5), "turquoise": (0.2, 0.8, 0.75), "cyan": (0.1, 0.88, 0.95), "sky blue": (0.45, 0.72, 0.95),
    "blue": (0.1, 0.25, 0.85), "navy blue": (0.04, 0.08, 0.35), "purple": (0.45, 0.12, 0.65), "violet": (0.55, 0.25, 0.9),
    "lavender": (0.75, 0.68, 0.93), "magenta": (0.92, 0.1, 0.75), "pink": (0.98, 0.55, 0.72), "brown": (0.45, 0.27, 0.12),
    "beige": (0.9, 0.82, 0.68), "white": (0.97, 0.97, 0.97), "gray": (0.5, 0.5, 0.5), "silver": (0.76, 0.78, 0.8),
    "black": (0.02, 0.02, 0.03),
}

COLOUR_NAMES: list[str] = list(COLOURS)

COLOUR_SYNONYMS: dict[str, list[str]] = {
    "red": ["scarlet", "bright red"], "crimson": ["dark red", "blood red", "ruby"], "orange": ["tangerine", "bright orange"],
    "golden": ["gold", "amber"], "yellow": ["lemon yellow", "bright yellow"], "lime green": ["lime", "acid green", "yellow-green"],
    "green": ["grass green"], "emerald": ["emerald green", "dark green"], "teal": ["dark cyan"], "turquoise": ["aqua", "aquamarine"],
    "cyan": ["bright cyan", "electric cyan"], "sky blue": ["light blue", "pale blue"], "blue": ["royal blue", "deep blue"],
    "navy blue": ["dark blue", "midnight navy"], "purple": ["dark purple"], "violet": ["electric violet", "ultraviolet"],
    "lavender": ["lilac", "pale purple"], "magenta": ["fuchsia", "hot magenta"], "pink": ["light pink", "bubblegum pink"],
    "brown": ["chocolate brown"], "beige": ["cream", "sand colored"], "white": ["pure white"], "gray": ["grey"],
    "silver": ["silvery"], "black": ["jet black"],
}

# A named palette runs from its ground to its lightest or last ink.
THEMES: dict[str, list[Colour]] = {
    "fiery": [(0.05, 0, 0), (0.6, 0.05, 0), (0.95, 0.35, 0.02), (1, 0.85, 0.3)],
    "oceanic": [(0, 0.05, 0.2), (0.02, 0.25, 0.5), (0.05, 0.6, 0.7), (0.8, 0.95, 0.95)],
    "forest": [(0.02, 0.1, 0.04), (0.1, 0.35, 0.1), (0.4, 0.65, 0.2), (0.75, 0.8, 0.4)],
    "sunset": [(0.2, 0.05, 0.35), (0.7, 0.15, 0.4), (0.98, 0.45, 0.2), (1, 0.85, 0.45)],
    "icy": [(0.05, 0.15, 0.3), (0.4, 0.65, 0.85), (0.8, 0.93, 1), (1, 1, 1)],
    "rainbow": [(0.9, 0.1, 0.1), (0.98, 0.6, 0.1), (0.95, 0.92, 0.1), (0.1, 0.7, 0.2), (0.1, 0.4, 0.9), (0.5, 0.1, 0.7)],
    "pastel": [(0.98, 0.8, 0.85), (0.8, 0.87, 0.98), (0.85, 0.97, 0.85), (0.99, 0.95, 0.78), (0.9, 0.82, 0.97)],
    "neon": [(0.02, 0.01, 0.05), (0.98, 0.05, 0.7), (0.05, 0.9, 0.98), (0.6, 0.1, 1), (0.5, 1, 0.1)],
    "cyberpunk": [(0.03, 0.01, 0.08), (0.25, 0.02, 0.45), (0.95, 0.05, 0.6), (0.05, 0.85, 0.95)],
    "vaporwave": [(0.25, 0.05, 0.45), (0.95, 0.4, 0.75), (0.4, 0.85, 0.95), (0.99, 0.8, 0.6)],
    "earthy": [(0.2, 0.12, 0.06), (0.5, 0.32, 0.15), (0.75, 0.6, 0.35), (0.9, 0.85, 0.7)],
    "autumn": [(0.25, 0.08, 0.03), (0.7, 0.2, 0.05), (0.9, 0.5, 0.1), (0.95, 0.8, 0.3)],
    "monochrome": [(0.06, 0.06, 0.06), (0.4, 0.4, 0.4), (0.7, 0.7, 0.7), (0.96, 0.96, 0.96)],
    "toxic": [(0.02, 0.05, 0.02), (0.2, 0.5, 0.02), (0.6, 0.95, 0.1), (0.85, 1, 0.4)],
    "candy": [(0.98, 0.3, 0.6), (0.4, 0.85, 0.9), (0.99, 0.9, 0.4), (0.7, 0.4, 0.95)],
    "copper": [(0.12, 0.04, 0.02), (0.55, 0.25, 0.12), (0.85, 0.5, 0.3), (0.98, 0.8, 0.65)],
    "rose": [(0.3, 0.02, 0.1), (0.8, 0.2, 0.35), (0.97, 0.6, 0.68), (1, 0.9, 0.9)],
    "midnight": [(0.01, 0.01, 0.06), (0.05, 0.07, 0.25), (0.2, 0.3, 0.6), (0.7, 0.8, 1)],
    "tropical": [(0.02, 0.3, 0.35), (0.1, 0.75, 0.6), (0.98, 0.8, 0.2), (0.98, 0.35, 0.4)],
    "infrared": [(0.03, 0.0, 0.15), (0.5, 0.0, 0.55), (0.95, 0.3, 0.1), (1, 0.95, 0.4)],
}

THEME_NAMES: list[str] = list(THEMES)

# How a palette is said: before the noun, and after it.
THEME_WORDS: dict[str, tuple[list[str], list[str]]] = {
    "fiery": (["fiery", "fire colored"], ["in fiery reds and oranges", "in the colors of fire"]),
    "oceanic": (["oceanic", "sea colored"], ["in ocean blues", "in the colors of the sea"]),
    "forest": (["forest colored", "woodland green"], ["in forest greens", "in mossy greens"]),
    "sunset": (["sunset colored", "sunset"], ["in sunset colors", "in the colors of dusk"]),
    "icy": (["icy", "ice blue"], ["in icy blue and white", "in frozen colors"]),
    "rainbow": (["rainbow", "rainbow colored", "multicolored"], ["in rainbow colors", "in all the colors of the rainbow"]),
    "pastel": (["pastel", "pastel colored"], ["in pastel colors", "in soft pale colors"]),
    "neon": (["neon", "neon colored"], ["in neon colors", "in fluorescent pink and cyan"]),
    "cyberpunk": (["cyberpunk", "cyberpunk colored"], ["in cyberpunk colors", "in purple, magenta and cyan neon"]),
    "vaporwave": (["vaporwave", "retro vaporwave"], ["in vaporwave colors", "in pink and turquoise vaporwave tones"]),
    "earthy": (["earthy", "earth toned"], ["in earth tones", "in ochre and brown"]),
    "autumn": (["autumn colored", "autumnal"], ["in autumn colors", "in fall colors"]),
    "monochrome": (["black and white", "monochrome"], ["in black and white", "in shades of gray"]),
    "toxic": (["toxic green", "radioactive green"], ["in toxic green", "in radioactive green"]),
    "candy": (["candy colored", "candy"], ["in candy colors", "in bright playful colors"]),
    "copper": (["copper", "bronze"], ["in copper", "in bronze tones"]),
    "rose": (["rose colored", "rose"], ["in rose tones", "in shades of rose"]),
    "midnight": (["midnight blue", "nocturnal blue"], ["in midnight blue", "in the blues of night"]),
    "tropical": (["tropical colored", "tropical"], ["in tropical colors", "in bright tropical hues"]),
    "infrared": (["infrared", "thermal camera"], ["in infrared colors", "in heat map colors"]),
}
