"""Lessons, practice that sends nothing, and where a learner is."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from marshmallow import fields, validate

from backend.api.area import Area, catalogue_answer, page_by_id
from backend.api.door import me, parts, reading, translator, who, writing
from backend.api.problems import say
from backend.api.questions import QuestionSchema
from backend.api.schemas import ANSWER, SLUG, Answer, ById, Sent, Shown, Words, next_id, plain, text
from backend.core import clock
from backend.domain.applications.actions import field_errors
from backend.domain.catalogue.errors import NotFound
from backend.domain.identity.rules import Who
from backend.domain.learning import actions, queries
from backend.domain.learning.errors import LogFull, StepChanged, StepTakesNoAnswer
from backend.domain.learning.rules import KINDS, MOST_EVENTS
from flows.service import Service
from flows.types import AnswerWrong
from tutorials.lesson import KINDS as STEP_KINDS
from tutorials.lesson import Lesson, Step
from tutorials.offline import offline_key
from tutorials.practice import Feedback, LessonOutOfDate, judge_choice, judge_value, practice_answers, question_of
from tutorials.progress import Event, Progress, fold

area = Area("Learning", __name__, "Lessons on the live services, and practice in which nothing is sent.")

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A phone whose clock has lost its time says so, or earlier."""
