package org.taskvectors.workspace.undo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.workspace.EvaluationItem;
import org.taskvectors.workspace.Facts;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.LaterItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.TrainingItem;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

class UndoStackTest {
    private static final Facts FACTS =
            new Facts("file", "Llama", 1, List.of("float32"), 4, 1, 2, 3, "", "", List.of());

    private final Workspace workspace =
            new Workspace(
                    WorkspaceState.EMPTY
                            .withItem(item("base", Role.BASE, Optional.empty()))
                            .withItem(item("sst2", Role.VECTOR, Optional.of("base")))
                            .withItem(item("mnli", Role.VECTOR, Optional.of("base")))
                            .withTicked(List.of("sst2", "mnli")));
    private final WorkspaceState start = workspace.state();
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final UndoStack undo = new UndoStack(workspace, clock::get);

    private static FileItem item(String id, Role role, Optional<String> base) {
        return new FileItem(
                id,
                Path.of("/models", id + ".safetensors"),
                id,
                role,
                base,
                Optional.of(FACTS),
                Optional.of(new ContentId(List.of(new ContentId.Part(4, 5, "ab")))),
                OpenOptions.NONE.withScale(Optional.of(new LoraScale.Factor(2))));
    }

    private void remove(String id) {
        undo.act(Act.of("Remove " + id, state -> state.without(id)).saying("Removed " + id));
    }

    private void rename(String id, String name) {
        undo.act(Act.of("Rename " + id, state -> state.changing(id, file -> file.withName(name))));
    }

    private List<String> ids() {
        return workspace.state().items().stream().map(Item::id).toList();
    }

    @Test
    void whatWasRemovedComesBackWithEverything() {
        remove("base");
        assertThat(workspace.state().file("sst2").orElseThrow().base()).isEmpty();
        remove("sst2");
        assertThat(ids()).containsExactly("mnli");
        assertThat(workspace.state().ticked()).containsExactly("mnli");
        undo.undo();
        assertThat(ids()).containsExactly("sst2", "mnli");
        undo.undo();
        assertThat(workspace.state()).isEqualTo(start);
        undo.redo();
        undo.redo();
        assertThat(ids()).containsExactly("mnli");
        undo.undo();
        undo.undo();
        assertThat(workspace.state()).isEqualTo(start);
    }

    @Test
    void eachActIsTakenBackAloneAndDoneAgain() {
        rename("base", "Llama");
        undo.act(Act.of("Untick mnli", state -> state.withTicked("mnli", false)));
        undo.act(Act.of("Scope attention", state -> state.withChoice("scope", "attention")));
        undo.act(
                Act.of(
                        "Set the threshold",
                        state -> state.withThreshold(new Threshold(2, Threshold.Basis.ABSOLUTE))));
        WorkspaceState all = workspace.state();
        assertThat(undo.toUndo()).contains("Set the threshold");
        undo.undo();
        assertThat(workspace.state().threshold()).isEqualTo(start.threshold());
        undo.undo();
        assertThat(workspace.state().choices()).isEqualTo(WorkspaceState.OPENING);
        undo.undo();
        assertThat(workspace.state().ticked()).containsExactly("sst2", "mnli");
        assertThat(undo.toUndo()).contains("Rename base");
        assertThat(undo.toRedo()).contains("Untick mnli");
        undo.undo();
        assertThat(workspace.state()).isEqualTo(start);
        assertThat(undo.toUndo()).isEmpty();
        undo.undo();
        for (int i = 0; i < 4; i++) {
            undo.redo();
        }
        assertThat(workspace.state()).isEqualTo(all);
        assertThat(undo.toRedo()).isEmpty();
    }

    @Test
    void whatHappenedByItselfMeanwhileStays() {
        remove("sst2");
        Facts read = new Facts("other", "Llama", 9, List.of(), 9, 1, 9, 9, "", "", List.of());
        workspace.update(
                state ->
                        state.withItem(item("new", Role.VECTOR, Optional.of("base")))
                                .withTicked("new", true)
                                .changing("mnli", file -> file.withFacts(read))
                                .relinked("base", Path.of("/elsewhere"))
                                .withPlace("compare")
                                .withChoice("extract.dtype", "source"));
        undo.undo();
        WorkspaceState now = workspace.state();
        assertThat(ids()).containsExactly("base", "sst2", "mnli", "new");
        assertThat(now.ticked()).containsExactly("sst2", "mnli", "new");
        assertThat(now.file("mnli").orElseThrow().facts()).contains(read);
        assertThat(now.file("base").orElseThrow().path()).isEqualTo(Path.of("/elsewhere"));
        assertThat(now.place()).isEqualTo("compare");
        assertThat(now.choice("extract.dtype", "")).isEqualTo("source");
    }

    @Test
    void whatWasReadWhileItWasBackIsNotLostByRemovingItAgain() {
        remove("sst2");
        undo.undo();
        workspace.update(state -> state.relinked("sst2", Path.of("/moved")));
        undo.redo();
        undo.undo();
        assertThat(workspace.state().file("sst2").orElseThrow().path())
                .isEqualTo(Path.of("/moved"));
    }

    @Test
    void oneThatWasOpenedAgainMeanwhileIsNotThereTwice() {
        remove("base");
        Facts read = new Facts("other", "Llama", 9, List.of(), 9, 1, 9, 9, "", "", List.of());
        FileItem again =
                new FileItem(
                        "again",
                        Path.of("/models/base.safetensors"),
                        "base.safetensors",
                        Role.BASE,
                        Optional.empty(),
                        Optional.of(read));
        workspace.update(
                state ->
                        state.withItem(again)
                                .changing("mnli", file -> file.withBase(Optional.of("again"))));
        undo.undo();
        assertThat(ids()).containsExactly("base", "sst2", "mnli");
        FileItem base = workspace.state().file("base").orElseThrow();
        assertThat(base.name()).isEqualTo("base");
        assertThat(base.facts()).contains(read);
        assertThat(base.content()).isEmpty();
        assertThat(workspace.state().file("mnli").orElseThrow().base()).contains("base");
        assertThat(workspace.state().file("sst2").orElseThrow().base()).contains("base");
    }

    @Test
    void anotherActForgetsWhatCouldBeDoneAgain() {
        rename("base", "a");
        undo.undo();
        rename("base", "b");
        assertThat(undo.toRedo()).isEmpty();
        undo.redo();
        assertThat(workspace.state().file("base").orElseThrow().name()).isEqualTo("b");
    }

    private void threshold(double value) {
        undo.act(
                Act.of(
                                "Set the threshold",
                                state ->
                                        state.withThreshold(
                                                new Threshold(value, Threshold.Basis.TENSOR)))
                        .mergingAs("threshold"));
    }

    @Test
    void theStepsOfASliderAreOneAct() {
        for (int i = 1; i <= 50; i++) {
            threshold(0.25 + i / 100.0);
            clock.addAndGet(100);
        }
        undo.undo();
        assertThat(workspace.state()).isEqualTo(start);
        assertThat(undo.toUndo()).isEmpty();
        undo.redo();
        assertThat(workspace.state().threshold().value()).isEqualTo(0.75);
        threshold(0.8);
        undo.undo();
        assertThat(workspace.state().threshold().value())
                .as("what was done again is an act of its own")
                .isEqualTo(0.75);
    }

    @Test
    void actsThatLieApartOrBelongToOthersAreNotOne() {
        threshold(0.5);
        clock.addAndGet(UndoStack.CLOSE_MILLIS + 1);
        threshold(0.6);
        rename("base", "a");
        threshold(0.7);
        undo.undo();
        assertThat(workspace.state().threshold().value()).isEqualTo(0.6);
        undo.undo();
        undo.undo();
        assertThat(workspace.state().threshold().value()).isEqualTo(0.5);
        undo.undo();
        assertThat(workspace.state()).isEqualTo(start);
    }

    @Test
    void aSliderThatCameBackToWhereItWasLeavesNoTrace() {
        threshold(0.5);
        threshold(start.threshold().value());
        assertThat(undo.toUndo()).isEmpty();
    }

    @Test
    void whatChangesNothingLeavesNoTrace() {
        List<UndoStack.Event> told = new ArrayList<>();
        undo.onChange(told::add);
        rename("base", "base");
        undo.act(Act.of("Go to Compare", state -> state.withPlace("compare")));
        assertThat(undo.toUndo()).isEmpty();
        assertThat(told).isEmpty();
        assertThat(workspace.state().place()).isEqualTo("compare");
    }

    @Test
    void anActOfWhichNothingIsLeftIsPassedOver() {
        rename("base", "a");
        rename("mnli", "m");
        workspace.update(state -> state.changing("mnli", file -> file.withName("other")));
        undo.undo();
        assertThat(workspace.state().file("base").orElseThrow().name()).isEqualTo("base");
        assertThat(workspace.state().file("mnli").orElseThrow().name()).isEqualTo("other");
    }

    @Test
    void theStackIsBounded() {
        for (int i = 0; i < 3 * UndoStack.MOST; i++) {
            rename("base", "name " + i);
        }
        int undone = 0;
        while (undo.toUndo().isPresent()) {
            undo.undo();
            undone++;
        }
        assertThat(undone).isEqualTo(UndoStack.MOST);
        assertThat(workspace.state().file("base").orElseThrow().name())
                .isEqualTo("name " + (2 * UndoStack.MOST - 1));
    }

    @Test
    void itTellsWhatHappened() {
        List<UndoStack.Event> told = new ArrayList<>();
        undo.onChange(told::add);
        remove("sst2");
        undo.undo();
        undo.redo();
        assertThat(told)
                .containsExactly(
                        new UndoStack.Event(UndoStack.Kind.DONE, "Remove sst2", "Removed sst2"),
                        new UndoStack.Event(UndoStack.Kind.UNDONE, "Remove sst2", "Removed sst2"),
                        new UndoStack.Event(UndoStack.Kind.REDONE, "Remove sst2", "Removed sst2"));
    }

    @Test
    void anItemOfANewerVersionStaysWhereItIs() {
        workspace.update(
                state ->
                        state.withItems(
                                List.of(
                                        state.items().get(0),
                                        new LaterItem("r", "sum", "recipe", "{}"),
                                        state.items().get(1),
                                        state.items().get(2))));
        remove("sst2");
        undo.undo();
        assertThat(ids()).containsExactly("base", "r", "sst2", "mnli");
    }

    @Test
    void theNameOfASavedEvaluationGoesBackAndItsOutcomeStays() {
        EvaluationItem item = new EvaluationItem("e", "first", Path.of("/e.jsonl"), "", false, "");
        Workspace workspace = new Workspace(WorkspaceState.EMPTY.withItems(List.of(item)));
        UndoStack stack = new UndoStack(workspace);
        stack.act(Act.of("Rename", state -> state.withItem(item.withName("second"))));
        workspace.update(
                state ->
                        state.withItem(
                                state.evaluations().getFirst().withOutcome("9 points", true)));
        stack.undo();
        assertThat(workspace.state().evaluations())
                .containsExactly(item.withOutcome("9 points", true));
        stack.act(Act.of("Remove", state -> state.without("e")));
        assertThat(workspace.state().evaluations()).isEmpty();
        stack.undo();
        assertThat(workspace.state().evaluations()).hasSize(1);
    }

    @Test
    void theNameOfATrainingGoesBackAndItsOutcomeStays() {
        TrainingItem item =
                new TrainingItem(
                        "t", "first", Path.of("/t"), "", TrainingItem.Standing.UNFINISHED, "");
        Workspace workspace = new Workspace(WorkspaceState.EMPTY.withItems(List.of(item)));
        UndoStack stack = new UndoStack(workspace);
        stack.act(Act.of("Rename", state -> state.withItem(item.withName("second"))));
        workspace.update(
                state ->
                        state.withItem(
                                state.trainings()
                                        .getFirst()
                                        .withOutcome(TrainingItem.Standing.DONE, "0.876")));
        stack.undo();
        assertThat(workspace.state().trainings())
                .containsExactly(item.withOutcome(TrainingItem.Standing.DONE, "0.876"));
    }
}
