"""A lesson as a course of one unit, as cmi5 (first edition, 'Quartz') describes courses: sections 13 and 14."""

from xml.etree import ElementTree as ET

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
FILE = "cmi5.xml"
START = "index.html"


def course_structure(address: str, tag: str, title: str, about: str) -> bytes:
    """The file `cmi5.xml` of a package with one lesson. `address` is the lesson's own, and so its id everywhere.

    A learner may move on when they went through the lesson in any of its runs, or did all of it alone.
    """
    root = ET.Element("courseStructure", xmlns=NAMESPACE)
    course = ET.SubElement(root, "course", id=f"{address}#course")
    unit = ET.SubElement(root, "au", id=address, moveOn="CompletedOrPassed", launchMethod="AnyWindow")
    for part in (course, unit):
        for name, text in (("title", title), ("description", about)):
            ET.SubElement(ET.SubElement(part, name), "langstring", lang=tag).text = text
    ET.SubElement(unit, "url").text = START
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"
