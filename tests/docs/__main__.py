"""Write docs/parameters.md."""

from pathlib import Path

from .parameters import table

TARGET = Path(__file__).parents[2] / "docs" / "parameters.md"

if __name__ == "__main__":
    TARGET.write_text(table())
    print(f"wrote {TARGET.relative_to(Path.cwd())}")
