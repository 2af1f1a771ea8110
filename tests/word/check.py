#!/usr/bin/python3
"""Word files as other programs see them: python-docx opens them, LibreOffice prints them and saves them anew.

Run it from anywhere: tests/word/check.py [FOLDER], or tests/word/check.py --hash FILE for the word hash of a Word file as
python-docx reads it and, behind it, of the same file opened and saved anew by LibreOffice. Samples are written by crates/export/examples/sample.rs, into FOLDER
if one is given (then they stay, with their PDFs, to be looked at). Needs python3-docx, soffice and pdftotext.

Law: the word hash (C9 of crates/statement/SPEC.md) is computed here a second time, from python-docx alone, so that a
slip in the Rust reader and one in the writer cannot cancel out.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from pathlib import Path

import docx
from docx.oxml.ns import qn

ROOT = Path(__file__).resolve().parents[2]
FOLDER = None

AROUND = {"Title", "Subtitle", "Kyodo Mark", "Kyodo Warning", "Kyodo Front", "Kyodo Status", "Kyodo After", "Kyodo Cell"}
SIGNS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " "}
SIGNS |= {qn("w:softHyphen"): "\u00ad", qn("w:noBreakHyphen"): "\u2011"}
SPACE = "[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
WORD_LANGUAGE = {"en": ("w:val", "en-GB"), "zh": ("w:eastAsia", "zh-CN"), "ar": ("w:bidi", "ar-SA")}


def sample(*words):
    """What the sample program says."""
    built = os.environ.get("KYODO_SAMPLE")
    cargo = os.environ.get("CARGO", "cargo")
    start = [built] if built else [cargo, "run", "--quiet", "--locked", "--package", "export", "--example", "sample", "--"]
    done = subprocess.run([*start, *map(str, words)], cwd=ROOT, check=True, capture_output=True, text=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def office(folder, form, into, files):
    """LibreOffice with a profile of its own, so that no running one is disturbed."""
    profile = "-env:UserInstallation=" + (FOLDER / "profile").as_uri()
    line = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder / into)]
    subprocess.run([*line, *map(str, files)], check=True, capture_output=True, timeout=300)
    made = [folder / into / Path(file).with_suffix("." + form.split(":")[0]).name for file in files]
    missing = [file.name for file in made if not file.exists()]
    assert not missing, f"LibreOffice made no {missing}"
    return made


def text(paragraph):
    """All that is printed, links too; python-docx's own `text` leaves them out."""
    words = []
    for element in paragraph._p.iter():
        words.append(element.text or "" if element.tag == qn("w:t") else SIGNS.get(element.tag, ""))
    return "".join(words)


def word_hash(path):
    """C9, from what is not Kyodo's own front or after matter."""
    lines = [text(p) for p in docx.Document(path).paragraphs if p.style.name not in AROUND]
    words = re.sub("[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]", "", "\n".join(lines))
    words = unicodedata.normalize("NFC", re.sub("[\u2010\u2011]", "-", words))
    return hashlib.sha256(re.sub(SPACE, " ", words).strip(" ").encode()).hexdigest()


def pages(pdf):
    """The lines of each page, blank ones and pdftotext's marks of direction left out."""
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    said = re.sub("[\u202a-\u202e]", "", said.stdout)
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in said.split("\f")[:-1]]


class Samples(unittest.TestCase):
    """English, Arabic and Chinese; locked and not; every kind of file."""

    @classmethod
    def setUpClass(cls):
        told = sample(FOLDER)
        cls.hashes = {name: wanted for name, _, wanted, _ in told if wanted != "-"}
        cls.languages = {name: language for name, language, _, _ in told}
        cls.files = [FOLDER / name for name in cls.hashes]
        cls.others = [FOLDER / name for name, _, wanted, _ in told if wanted == "-" and name.endswith(".docx")]
        assert (len(cls.files), len(cls.others)) == (24, 12), told

    def each(self, kind=""):
        for path in [*self.files, *self.others] if not kind else self.files:
            if kind in path.name:
                with self.subTest(path.name):
                    yield path

    def test_headings_are_real_headings(self):
        for path in self.each("conference"):
            paragraphs = docx.Document(path).paragraphs
            styles = [p.style.name for p in paragraphs]
            self.assertEqual(styles[0], "Kyodo Mark")
            self.assertEqual(paragraphs[0].text, "Check against delivery")
            self.assertEqual(styles.count("Title"), 1)
            self.assertIn("Heading 1", styles)
            self.assertIn("Heading 2", styles)
            self.assertIn("Kyodo Number", styles)
            self.assertEqual(styles[-1], "Kyodo After")
            for p in paragraphs:
                if p.style.name.startswith("Heading"):
                    self.assertTrue(p.style.paragraph_format.keep_with_next, p.text)

    def test_the_language_and_the_properties_are_told(self):
        for path in self.each():
            document = docx.Document(path)
            language = self.languages[path.name]
            slot, tag = WORD_LANGUAGE[language]
            defaults = document.styles.element.find(".//" + qn("w:rPrDefault")).find(".//" + qn("w:lang"))
            self.assertEqual(defaults.get(qn(slot)), tag)
            self.assertEqual(document.core_properties.language, language)
            self.assertTrue(document.core_properties.title and document.core_properties.author)
            section = document.sections[0]
            self.assertEqual((round(section.page_width.mm), round(section.page_height.mm)), (210, 297))
            turned = document.element.body.sectPr.find(qn("w:bidi")) is not None
            self.assertEqual(turned, language == "ar")

    def test_c9_the_words_in_the_file_are_the_words_that_were_locked(self):
        for path in self.files:
            self.assertEqual(word_hash(path), self.hashes[path.name])

    def test_c9_saved_anew_by_libreoffice_they_still_are(self):
        anew = office(FOLDER, "docx:MS Word 2007 XML", "anew", self.files)
        through = office(FOLDER, "odt", "odt", self.files)
        through = office(FOLDER, "docx:MS Word 2007 XML", "through-odt", through)
        read = {name: found for found, name in sample("--hash", *anew, *through)}
        for path in [*anew, *through]:
            with self.subTest(str(path.relative_to(FOLDER))):
                self.assertEqual(word_hash(path), self.hashes[path.name], "as python-docx reads it")
                self.assertEqual(read[str(path)], self.hashes[path.name], "as Kyodo reads it")
                if "conference" in path.name:
                    styles = [p.style.name for p in docx.Document(path).paragraphs]
                    self.assertIn("Heading 1", styles)
                    self.assertIn("Heading 2", styles)

    def test_a_comma_changed_in_libreoffices_file_is_noticed(self):
        path = office(FOLDER, "docx:MS Word 2007 XML", "comma", [FOLDER / "en-conference.docx"])[0]
        document = docx.Document(path)
        run = next(run for p in document.paragraphs for run in p.runs if "not a favour." in run.text)
        run.text = run.text.replace("favour.", "favour,")
        document.save(path)
        self.assertNotEqual(sample("--hash", path)[0][0], self.hashes["en-conference.docx"])

    def test_remarks_are_a_table_with_a_head_and_a_row_each(self):
        for path in self.others:
            if "remarks" in path.name:
                with self.subTest(path.name):
                    (table,) = docx.Document(path).tables
                    self.assertEqual([cell.text.split("\n")[0] for cell in table.rows[0].cells][:3], ["Section", "Organisation", "Remark"])
                    self.assertEqual(len(table.rows), 4)
                    self.assertIn("=HYPERLINK", table.rows[2].cells[2].text)

    def test_printed_each_page_has_its_number_and_the_last_the_check_code(self):
        for pdf in office(FOLDER, "pdf", "pdf", [*self.files, *self.others]):
            with self.subTest(pdf.name):
                printed = pages(pdf)
                self.assertIn(len(printed), (1, 2, 3))
                for number, page in enumerate(printed, 1):
                    self.assertEqual(page[-1].replace(" ", ""), f"{number}/{len(printed)}")
                first, whole = printed[0][0], "\n".join(line for page in printed for line in page)
                kind, still_open = pdf.stem.split("-")[-1], "open" in pdf.stem
                if kind == "draft":
                    self.assertTrue(first.startswith("Draft. "), first)
                elif kind == "conference":
                    self.assertEqual(first, "Check against delivery")
                    self.assertEqual("Not final." in whole, still_open)
                    code = re.search(r"Check code ((?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4})$", whole, re.M)
                    self.assertEqual(code is None, still_open)
                    if code:
                        self.assertIn(code.group(1), printed[-1][-2], "after the last line")
                elif kind == "reading":
                    self.assertEqual("Not final." in whole, still_open)
                    self.assertEqual("Check code" in whole, not still_open)
                elif kind == "template":
                    self.assertTrue(first.startswith("Template for members."), first)
                elif kind == "remarks":
                    self.assertIn("3 remarks from 3 organisations", whole)
                else:
                    self.assertEqual("Not yet approved by the chair." in whole, still_open)
                    self.assertEqual("Over the limit." in whole, still_open)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["--hash"]:
        with tempfile.TemporaryDirectory(prefix="kyodo-word-") as folder:
            FOLDER = Path(folder)
            file = Path(given[1]).resolve()
            anew = office(FOLDER, "docx:MS Word 2007 XML", "anew", [file])[0]
            print(word_hash(file), word_hash(anew))
            sys.exit()
    if given:
        FOLDER = Path(given[0]).resolve()
        FOLDER.mkdir(parents=True, exist_ok=True)
        unittest.main(argv=sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="kyodo-word-") as folder:
        FOLDER = Path(folder)
        unittest.main(argv=sys.argv[:1])
