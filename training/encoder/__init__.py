"""How the shipped French–English static encoder was made; not part of the wheel."""
