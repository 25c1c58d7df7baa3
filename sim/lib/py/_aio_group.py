"""asyncio.TaskGroup."""

import asyncio

from _orrery_asyncio import trace_gone, trace_link, trace_new, trace_wait

__name__ = 'asyncio.taskgroups'          # what __module__ is here
_GROUP = (9, 14)                        # kinds of object and of wait, as in trace/events.def


def _leaves(error):
    return isinstance(error, (SystemExit, KeyboardInterrupt))


class TaskGroup:
    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._loop = None
        self._parent_task = None
        self._parent_cancel_requested = False
        self._tasks = {}                # in order of creation
        self._errors = []
        self._base_error = None
        self._trace = 0
        self._all_done = None           # the future that __aexit__ waits for

    def __repr__(self):
        info = ['']
        if self._tasks:
            info.append(f'tasks={len(self._tasks)}')
        if self._errors:
            info.append(f'errors={len(self._errors)}')
        if self._aborting:
            info.append('cancelling')
        elif self._entered:
            info.append('entered')
        return f'<TaskGroup{" ".join(info)}>'

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has already been entered")
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        self._parent_task = asyncio.current_task(self._loop)
        if self._parent_task is None:
            raise RuntimeError(f'TaskGroup {self!r} cannot determine the parent task')
        self._entered = True
        self._trace = trace_new(_GROUP[0], 0)
        return self

    async def __aexit__(self, exc_type, exc, tb):
        tb = None
        try:
            return await self._leave(exc_type, exc)
        finally:
            # No cycle may keep the tasks' exceptions and frames alive.
            self._parent_task = None
            self._errors = None
            self._base_error = None
            exc = None
            trace_gone(self._trace)
            self._trace = 0

    async def _leave(self, exc_type, exc):
        self._exiting = True
        if exc_type is not None and self._base_error is None and _leaves(exc):
            self._base_error = exc
        cancelled = exc if exc_type is not None and issubclass(exc_type, asyncio.CancelledError) else None
        if exc_type is not None and not self._aborting:
            self._abort()

        while self._tasks:
            if self._all_done is None:
                self._all_done = self._loop.create_future()
                trace_wait(self._all_done, _GROUP[1], self._trace)
            try:
                await self._all_done
            except asyncio.CancelledError as error:
                if not self._aborting:
                    # The parent is cancelled from outside: that goes on once the children have ended.
                    cancelled = error
                    self._abort()
            self._all_done = None

        if self._base_error is not None:
            try:
                raise self._base_error
            finally:
                exc = None
        if self._parent_cancel_requested and self._parent_task.uncancel() == 0:
            cancelled = None            # it was the group's own
        try:
            if cancelled is not None and not self._errors:
                try:
                    raise cancelled
                finally:
                    exc = None
        finally:
            cancelled = None
        if exc_type is not None and not issubclass(exc_type, asyncio.CancelledError):
            self._errors.append(exc)
        if self._errors:
            if self._parent_task.cancelling():
                # Cancelled from outside too: it is to be raised again at the next await.
                self._parent_task.uncancel()
                self._parent_task.cancel()
            try:
                raise BaseExceptionGroup('unhandled errors in a TaskGroup', self._errors) from None
            finally:
                exc = None

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            coro.close()
            raise RuntimeError(f"TaskGroup {self!r} has not been entered")
        if self._exiting and not self._tasks:
            coro.close()
            raise RuntimeError(f"TaskGroup {self!r} is finished")
        if self._aborting:
            coro.close()
            raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        if context is None:
            task = self._loop.create_task(coro, name=name)
        else:
            task = self._loop.create_task(coro, name=name, context=context)
        if task.done():
            self._on_task_done(task)    # it ran eagerly to its end
        else:
            self._tasks[task] = None
            trace_link(self._trace, task)
            task.add_done_callback(self._on_task_done)
        return task

    def _abort(self):
        self._aborting = True
        for task in list(self._tasks):
            if not task.done():
                task.cancel()

    def _on_task_done(self, task):
        self._tasks.pop(task, None)
        if self._all_done is not None and not self._tasks and not self._all_done.done():
            self._all_done.set_result(True)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        self._errors.append(error)
        if _leaves(error) and self._base_error is None:
            self._base_error = error
        if self._parent_task.done():
            self._loop.call_exception_handler({
                'message': f'Task {task!r} has errored out but its parent task {self._parent_task} '
                           f'is already completed',
                'exception': error,
                'task': task,
            })
            return
        if not self._aborting and not self._parent_cancel_requested:
            # The parent may be anywhere inside the body: it has to be cancelled to get it out of there.
            self._abort()
            self._parent_cancel_requested = True
            self._parent_task.cancel()
