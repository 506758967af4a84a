"""Takes the texts out of Markdown files for the catalogues, one message a paragraph or point, as a Babel extractor."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import PurePath
from typing import IO

from i18n.extract import Extracted, extract_yaml
from prose.blocks import Block, blocks_of
from prose.document import ProseBroken, split


def extract_markdown(
    fileobj: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Extracted]:
    """Babel's extraction interface for the city's Markdown.

    Yields:
        (line number, None, text, [comment]), the head first; the comment says where the text stands:
        `scam-calls · steps 3.2`. Marks such as `**` and links are part of the text and stay in its translation.

    Raises:
        ValueError: the file cannot be read; the message names the line.
    """
    file = PurePath(options.get("path") or fileobj.name)
    try:
        head, body, line = split(fileobj.read().decode())
        blocks = blocks_of(body, line)
    except (ProseBroken, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
    yield from extract_yaml(BytesIO(head.encode()), keywords, comment_tags, {"path": str(file)})
    for number, block in enumerate(blocks, 1):
        yield from _texts(file.stem, number, block)


def _texts(name: str, number: int, block: Block) -> Iterator[Extracted]:
    for part, text in enumerate(block.texts, 1):
        where = f"{number}.{part}" if len(block.texts) > 1 else f"{number}"
        yield block.line, None, text, [f"{name} · {block.kind} {where}"]
