"""procrastinate's worker, and what it says."""

import logging
from typing import Any

import structlog
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app
from typing_extensions import override

FAILED_JOBS_KEPT_HOURS = 72

log = structlog.get_logger()


def work() -> None:
    """Run jobs until SIGTERM; what runs then is finished first."""
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker.run_worker(delete_jobs="successful", shutdown_graceful_timeout=20)


@app.periodic(cron="47 3 * * *")
@app.task(name="jobs.forget_old", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context: Any, timestamp: int) -> None:  # Any: procrastinate's context
    """Failed jobs; those that succeeded go at once."""
    del timestamp
    await builtin_tasks.remove_old_jobs(
        context, max_hours=FAILED_JOBS_KEPT_HOURS, remove_failed=True, remove_aborted=True
    )


class JobLog(logging.Handler):
    """procrastinate's own messages hold arguments and exceptions: ids and kinds go out."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        job: dict[str, Any] = getattr(record, "job", {})  # Any: as procrastinate describes a job
        failure = record.exc_info[0] if record.exc_info else None
        log.warning(
            "jobs.worker_said",
            action=getattr(record, "action", ""),
            task=job.get("task_name", ""),
            job=job.get("id", 0),
            kind=failure.__name__ if failure else "",
        )
