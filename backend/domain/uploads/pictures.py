"""A picture, opened and made anew: upright, of a sensible size, as JPEG, with nothing but its points.

Making it anew is what removes the place where it was taken, the telephone's name, hidden previews and whatever else was
in the file beside the picture.
"""

from dataclasses import dataclass
from io import BytesIO

from pi_heif import register_heif_opener  # type: ignore[attr-defined]
from PIL import Image, ImageChops, ImageCms, ImageFile, ImageFilter, ImageOps, ImageStat

from backend.domain.uploads.errors import FileBroken, PictureTooLarge

MOST_POINTS = 50_000_000
"""Above what today's telephones take in a file of 10 MB; opened, it is 150 MB of memory."""
LARGEST_SIDE = 2400
"""A page of A4 stays readable at this: 205 points to the inch."""
SMALL_SIDE = 480
"""For the check page and the desk, and what sharpness and light are measured on."""
QUALITY, SMALL_QUALITY = 85, 75

DARK_BELOW = 40
"""Mean of all points from 0 (black) to 255 (white): a room with the light off, not an evening."""
BLURRED_ABOVE = 0.75
"""See `blur_of`. Sharp photos, also from a poor camera, measure up to 0.45; faces are hard to know from 0.80."""
SHADOW = 4
NOISE = 4
"""Differences so small come from the camera, not from what it saw."""

Image.MAX_IMAGE_PIXELS = None  # held to MOST_POINTS below, in our words
register_heif_opener()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, its small copy, and what the person may want to know before going on."""

    whole: bytes
    small: bytes
    blurred: bool
    dark: bool


def made_anew(data: bytes) -> Picture:
    """Open a JPEG, PNG or HEIC and make it anew. Raises `PictureTooLarge` and `FileBroken`."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it was loaded, has it otherwise for the whole process
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "HEIF")) as opened:
            if opened.width * opened.height > MOST_POINTS:
                raise PictureTooLarge
            # A JPEG may be opened at a half, a quarter or an eighth of its size: less memory, and quicker.
            opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            whole = _in_usual_colours(upright)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise FileBroken from error
    whole.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    small = whole.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    grey = small.convert("L")
    return Picture(
        _as_jpeg(whole, QUALITY),
        _as_jpeg(small, SMALL_QUALITY),
        blurred=blur_of(grey) > BLURRED_ABOVE,
        dark=ImageStat.Stat(grey).mean[0] < DARK_BELOW,
    )


def _in_usual_colours(picture: Image.Image) -> Image.Image:
    """Red, green and blue as every screen shows them; where one could see through it, white."""
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and profile:
        picture = _by_profile(picture, profile)
    if picture.mode == "P":
        picture = picture.convert("RGBA")
    if picture.mode in {"RGBA", "LA", "PA"}:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        picture = ground
    if picture.mode.startswith("I"):  # 16 bits a point: the upper eight are what is seen
        picture = picture.convert("I").point(lambda value: value / 256, "L")
    return picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours as the camera meant them; a profile that cannot be read is passed over."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return turned or picture


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.info.clear()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def blur_of(grey: Image.Image) -> float:
    """How blurred a grey picture is, from 0 (sharp) to 1.

    After Crété-Roffet and others, 'The blur effect' (2007): a sharp picture loses much of the difference between
    neighbours when it is blurred once more, a blurred one hardly any. It does not depend on the light or the contrast.
    `photo.js` measures the same on the phone; a test holds the two together.
    """
    before = lost = 0.0
    for across, down in ((1, 0), (0, 1)):
        if grey.width <= across or grey.height <= down:
            continue
        once_more = grey.filter(ImageFilter.BoxBlur((SHADOW * across, SHADOW * down)))
        sharp = _steps(grey, across, down).point(lambda step: max(0, step - NOISE))
        soft = _steps(once_more, across, down)
        before += ImageStat.Stat(sharp).sum[0]
        lost += ImageStat.Stat(ImageChops.subtract(sharp, soft)).sum[0]
    return (before - lost) / before if before else 1.0


def _steps(grey: Image.Image, across: int, down: int) -> Image.Image:
    """How much each point differs from its neighbour to the right, or below."""
    width, height = grey.width - across, grey.height - down
    one = grey.crop((0, 0, width, height))
    other = grey.crop((across, down, width + across, height + down))
    return ImageChops.difference(one, other)
