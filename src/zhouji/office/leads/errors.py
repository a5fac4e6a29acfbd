"""What can go wrong with leads.

ZhoujiError
└── LeadsError
    ├── NoSuchLeadError       no such lead, or not in the asker's place (told alike)
    ├── LeadMovedOnError      it is not where this can be done: somebody else was faster
    │   └── AnotherLeadOpenError  the household has an open lead already
    ├── MissingReasonError    a lead is closed, returned or reopened only with a reason
    ├── NoSuchQuestionError   no such question, or not to the asker's department (told alike)
    ├── NobodyToAnswerError   the department has nobody who could answer
    ├── IncompleteError       a question or an answer that says too little, or contradicts itself
    └── QuestionMovedOnError  answered already, or no longer needed
"""

from __future__ import annotations

from zhouji.base.errors import ZhoujiError


class LeadsError(ZhoujiError):
    """Something about leads."""


class NoSuchLeadError(LeadsError):
    """No such lead, or not in the asker's place: told alike."""


class LeadMovedOnError(LeadsError):
    """The lead is not where this can be done: somebody else changed it since it was shown."""


class AnotherLeadOpenError(LeadMovedOnError):
    """The household has an open lead already; a closed one of it stays closed."""


class MissingReasonError(LeadsError):
    """A lead is closed, returned or reopened only with a reason."""


class NoSuchQuestionError(LeadsError):
    """No such question, or not to the asker's department: told alike."""


class NobodyToAnswerError(LeadsError):
    """The department has nobody who could answer."""


class IncompleteError(LeadsError):
    """A question or an answer that says too little, or contradicts itself."""


class QuestionMovedOnError(LeadsError):
    """Answered already, or no longer needed because its lead was closed."""
