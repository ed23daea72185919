"""Samples, the pools they are tested in, and what the laboratories answer."""

from __future__ import annotations

from django.db import models

from lianfang.base.words import Text
from lianfang.records import Privacy
from lianfang.registers.fields import CodeField, InstantField, LinkField, NumberField, WordsField, YesNoField
from lianfang.registers.models import clinical_codes
from lianfang.registers.models.record import Record, Registered


class Pool(Record):
    """Up to ten samples tested as one; when the pool is not negative, it is split and each is tested alone.

    An eleventh does not go in: the database counts.
    """

    register = Registered(
        title=Text("混样", "pool of samples"),
        occurred="made_at",
        retention_days=180,
        children={
            "samples": ("sample", "pool", Text("样本", "samples")),
            "results": ("test_result", "pool", Text("检测结果", "results")),
        },
    )

    barcode = WordsField(max_length=64, unique=True, title=Text("混样管号", "barcode"))
    laboratory = LinkField("registers.Site", db_index=False, null=True, title=Text("检测机构", "laboratory"))
    made_at = InstantField(title=Text("混样时间", "made at"))
    split_at = InstantField(null=True, title=Text("拆混时间", "split at"))
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))


class Sample(Record):
    """What was taken of one person to be tested, and how far it has come."""

    register = Registered(
        title=Text("样本", "sample"),
        occurred="taken_at",
        personal=True,
        retention_days=180,
        children={"results": ("test_result", "sample", Text("检测结果", "results"))},
    )

    barcode = WordsField(
        max_length=64, null=True, unique=True, title=Text("样本条码", "barcode"), privacy=Privacy.PERSONAL
    )
    person = LinkField("registers.Person", db_index=False, null=True, title=Text("人员", "person"))
    case = LinkField("registers.Case", db_index=False, null=True, title=Text("病例", "case"))
    contact = LinkField("registers.Contact", db_index=False, null=True, title=Text("接触者", "contact"))
    screening = LinkField(
        "registers.Screening", db_index=False, null=True, title=Text("关口筛查", "screening at a gate")
    )
    order = LinkField("registers.Order", db_index=False, null=True, title=Text("措施令", "order"))
    staff_member = LinkField(
        "registers.StaffMember", db_index=False, null=True, title=Text("医务人员", "member of staff")
    )
    reason = CodeField(codes=clinical_codes.SAMPLE_REASON, null=True, title=Text("采样原因", "reason"))
    material = CodeField(codes=clinical_codes.SAMPLE_MATERIAL, null=True, title=Text("样本类型", "material"))
    requested_at = InstantField(null=True, title=Text("申请时间", "requested at"))
    taken_at = InstantField(null=True, title=Text("采样时间", "taken at"), privacy=Privacy.PERSONAL)
    taken_by = LinkField("registers.Site", db_index=False, null=True, title=Text("采样点", "taken by"))
    laboratory = LinkField("registers.Site", db_index=False, null=True, title=Text("检测机构", "laboratory"))
    sent_at = InstantField(null=True, title=Text("送出时间", "sent at"))
    received_at = InstantField(null=True, title=Text("实验室接收时间", "received at"))
    condition = CodeField(
        codes=clinical_codes.SAMPLE_CONDITION, null=True, title=Text("样本状况", "condition")
    )
    pool = LinkField("registers.Pool", db_index=False, null=True, title=Text("混样", "pool"))
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="sample_case", condition=models.Q(case__isnull=False)),
            models.Index(
                fields=["contact"], name="sample_contact", condition=models.Q(contact__isnull=False)
            ),
            models.Index(fields=["person"], name="sample_person", condition=models.Q(person__isnull=False)),
            models.Index(
                fields=["screening"], name="sample_screening", condition=models.Q(screening__isnull=False)
            ),
            models.Index(fields=["order"], name="sample_order", condition=models.Q(order__isnull=False)),
            models.Index(
                fields=["staff_member"], name="sample_staff", condition=models.Q(staff_member__isnull=False)
            ),
            models.Index(fields=["pool"], name="sample_pool", condition=models.Q(pool__isnull=False)),
            models.Index(fields=["laboratory", "taken_at"], name="sample_laboratory_taken"),
            models.Index(fields=["area", "taken_at"], name="sample_area_taken"),
        ]


class TestResult(Record):
    """What a laboratory answered of a sample or a pool.

    A result whose sample is not on record is kept with the barcode that it gave, and is a gap until the sample is found.
    """

    register = Registered(
        title=Text("检测结果", "test result"), occurred="resulted_at", personal=True, retention_days=180
    )  # fmt: skip
    # No test of ours, whatever a test runner makes of the name.
    __test__ = False

    sample = LinkField("registers.Sample", db_index=False, null=True, title=Text("样本", "sample"))
    pool = LinkField("registers.Pool", db_index=False, null=True, title=Text("混样", "pool"))
    barcode = WordsField(
        max_length=64,
        null=True,
        title=Text("结果文件所载条码", "barcode in the file"),
        privacy=Privacy.PERSONAL,
    )
    laboratory = LinkField("registers.Site", db_index=False, null=True, title=Text("检测机构", "laboratory"))
    method = CodeField(codes=clinical_codes.TEST_METHOD, null=True, title=Text("检测方法", "method"))
    result = CodeField(
        codes=clinical_codes.TEST_RESULT, title=Text("结果", "result"), privacy=Privacy.SENSITIVE
    )
    tested_at = InstantField(null=True, title=Text("检测时间", "tested at"))
    resulted_at = InstantField(null=True, title=Text("报告时间", "resulted at"))
    cycle_threshold = NumberField(
        null=True, title=Text("Ct 值", "cycle threshold"), privacy=Privacy.SENSITIVE
    )
    verified = YesNoField(null=True, title=Text("已复核", "verified"))
    told_at = InstantField(null=True, title=Text("结果告知时间", "person told at"))
    area = LinkField("registers.Area", db_index=False, title=Text("负责区域", "area responsible"))

    class Meta:
        indexes = [
            models.Index(
                fields=["sample"], name="test_result_sample", condition=models.Q(sample__isnull=False)
            ),
            models.Index(fields=["pool"], name="test_result_pool", condition=models.Q(pool__isnull=False)),
            models.Index(
                fields=["barcode"], name="test_result_barcode", condition=models.Q(barcode__isnull=False)
            ),
            models.Index(fields=["laboratory", "resulted_at"], name="test_result_laboratory_at"),
            models.Index(fields=["laboratory", "recorded_at"], name="test_result_heard"),
            models.Index(fields=["area", "resulted_at"], name="test_result_area_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sample__isnull=False)
                | models.Q(pool__isnull=False)
                | models.Q(barcode__isnull=False),
                name="test_result_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(sample__isnull=True) | models.Q(pool__isnull=True),
                name="test_result_of_one",
            ),
        ]
