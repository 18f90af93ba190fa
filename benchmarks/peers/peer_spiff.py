"""SpiffWorkflow: the way of a motion as BPMN; a station's result, its state read and written as text."""

from __future__ import annotations

import io
from itertools import pairwise

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from turns import take_turns

STATIONS = ("committee", "preparation", "plenary")


def way() -> bytes:
    """Three stations in a row, each a task for people; behind the last one it is adopted or rejected."""
    nodes = ["start", *STATIONS, "end"]
    flows = [(f"f{n}", one, other) for n, (one, other) in enumerate(pairwise(nodes))]
    tasks = "".join(f'<manualTask id="{name}" name="{name}"/>' for name in STATIONS)
    arrows = "".join(f'<sequenceFlow id="{i}" sourceRef="{a}" targetRef="{b}"/>' for i, a, b in flows)
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="motion">'
        f'<process id="motion" isExecutable="true"><startEvent id="start"/>'
        f'{tasks}<endEvent id="end"/>{arrows}'
        "</process></definitions>"
    ).encode()


parser = BpmnParser()
parser.add_bpmn_xml(etree.parse(io.BytesIO(way())))
serializer = BpmnWorkflowSerializer()
first = BpmnWorkflow(parser.get_spec("motion"))
first.do_engine_steps()
TEXT = serializer.serialize_json(first)


def work(count: int) -> None:
    """Read, record the result of the first station, write."""
    for _ in range(count):
        workflow = serializer.deserialize_json(TEXT)
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        task.data["outcome"] = "adopted"
        task.run()
        workflow.do_engine_steps()
        serializer.serialize_json(workflow)


if __name__ == "__main__":
    work(5)
    take_turns(work)
