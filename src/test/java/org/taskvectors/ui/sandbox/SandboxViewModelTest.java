package org.taskvectors.ui.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.inference.Answer;
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Side;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.SettingJson;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The place without its scene, on models that are fakes.
class SandboxViewModelTest {
    private final FakeCore core = new FakeCore();
    private final FileItem base = item("b", Role.BASE, Optional.empty());
    private final FileItem sst2 = item("sst2", Role.VECTOR, Optional.of("b"));
    private final FileItem mnli = item("mnli", Role.VECTOR, Optional.of("b"));
    private TestPlace place;
    private SandboxViewModel model;

    private static FileItem item(String id, Role role, Optional<String> of) {
        return new FileItem(id, Path.of("/models", id), id, role, of, Optional.empty());
    }

    @BeforeEach
    void open() {
        place = new TestPlace(WorkspaceState.EMPTY.withItems(List.of(base, sst2, mnli)));
        model = new SandboxViewModel(place.context(), core, Optional.empty());
    }

    @AfterEach
    void close() {
        model.close();
        place.close();
    }

    private SideShown edited() {
        return model.exchange().editedProperty().get();
    }

    private SideShown base() {
        return model.exchange().baseProperty().get();
    }

    private boolean isAnswered() {
        return edited().phase() == SideShown.Phase.DONE
                && base().phase() == SideShown.Phase.DONE
                && !model.exchange().busyProperty().get();
    }

    private void tryBoth() {
        model.tryVectors(List.of(sst2, mnli));
        place.until(this::isAnswered);
    }

    @Test
    void tryInSandboxLoadsAndAsksAtOnce() {
        tryBoth();
        assertThat(place.shown).containsExactly(Navigation.SANDBOX);
        assertThat(core.loads).singleElement().satisfies(r -> assertThat(r.vectors()).hasSize(2));
        assertThat(model.setup().vectorsProperty().get())
                .extracting(Laid::vector)
                .containsExactly("sst2", "mnli");
        assertThat(model.prompting().formProperty().get().orElseThrow().id()).isEqualTo("sst2");
        assertThat(base().branch().orElseThrow().text()).startsWith("The sentence describes");
        assertThat(edited().branch().orElseThrow().text()).startsWith("positive. The sentence");
        assertThat(base().labels())
                .extracting(SideShown.LabelShare::name)
                .containsExactly("positive", "negative");
        assertThat(base().labels().stream().mapToDouble(SideShown.LabelShare::share).sum())
                .isEqualTo(1, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(edited().fingerprint()).isNotEqualTo(base().fingerprint());
        assertThat(edited().branch().orElseThrow().positions())
                .hasSize(edited().branch().orElseThrow().tokens().size());
    }

    @Test
    void whatCouldNotBeReadBeforeAHubWasAskedIsReadOnceTheModelIsThere() {
        core.rests = true;
        model.setup().replace(base, List.of(sst2));
        place.until(() -> !model.engine().estimateProperty().get().reason().isEmpty());
        place.until(() -> !place.errors.isEmpty());
        assertThat(model.engine().estimateProperty().get().reason()).contains("it rests");
        assertThat(model.factsProperty().get()).isEmpty();

        core.rests = false;
        model.engine().load();
        place.until(() -> model.engine().model().isPresent());

        place.until(() -> model.engine().estimateProperty().get().memory().isPresent());
        assertThat(model.engine().estimateProperty().get().reason()).isEmpty();
        place.until(() -> model.prompting().formProperty().get().isPresent());
        place.until(() -> model.factsProperty().get().containsKey("sst2"));
    }

    @Test
    void withEveryLambdaAtZeroTheEditedSideRunsTheBase() {
        tryBoth();
        model.setup().setLambda("1", 0);
        place.settle();
        place.until(this::isAnswered);
        model.setup().setLambda("2", 0);
        place.settle();
        place.until(this::isAnswered);
        assertThat(edited().fingerprint()).isEqualTo(base().fingerprint());
        assertThat(edited().branch().orElseThrow().text())
                .isEqualTo(base().branch().orElseThrow().text());
    }

    @Test
    void labelsFollowADragAndTheTextIsWrittenOnRelease() {
        tryBoth();
        int before = core.answers.get();
        double share = edited().labels().getFirst().share();
        model.exchange().drag(true);
        model.setup().setLambda("1", -1);
        place.until(() -> edited().labels().getFirst().share() < share);
        assertThat(edited().phase()).isEqualTo(SideShown.Phase.STALE);
        assertThat(edited().fingerprint()).isEmpty();
        assertThat(core.answers.get()).isEqualTo(before);
        model.exchange().drag(false);
        place.until(this::isAnswered);
        // Only the edited side: the base answers as it did.
        assertThat(core.answers.get()).isEqualTo(before + 1);
        assertThat(model.exchange().asked().orElseThrow().knobs().getFirst().lambda())
                .isEqualTo(-1);
    }

    @Test
    void whereTurningIsSlowThePaneSaysWhatItWaitsFor() {
        tryBoth();
        core.secondsToTurn = 0.4;
        double share = edited().labels().getFirst().share();
        model.exchange().drag(true);
        model.setup().setLambda("2", 0.8);
        place.until(() -> edited().phase() == SideShown.Phase.STALE);
        assertThat(edited().note()).isEqualTo("weights of λ 0.80 in 0.40 s");
        assertThat(edited().labels().getFirst().share()).isEqualTo(share);
        model.exchange().drag(false);
        place.until(this::isAnswered);
        assertThat(edited().note()).isEmpty();
    }

    @Test
    void aSmallModelIsFollowedHoweverSlowTheLastTurnWas() {
        core.editedBytes = 9_400_000;
        tryBoth();
        core.secondsToTurn = 0.4;
        double share = edited().labels().getFirst().share();
        model.exchange().drag(true);
        model.setup().setLambda("1", -1);
        place.until(() -> edited().labels().getFirst().share() < share);
        assertThat(edited().note()).isEmpty();
        model.exchange().drag(false);
        place.until(this::isAnswered);
    }

    @Test
    void barsOfAnotherQuestionDoNotStandBesideOneThatFailed() {
        tryBoth();
        assertThat(edited().labels()).isNotEmpty();
        core.context = 3;
        model.exchange().ask();
        place.until(() -> !model.exchange().busyProperty().get());
        assertThat(edited().note()).contains("the context 3");
        assertThat(edited().labels()).isEmpty();
        assertThat(base().labels()).isEmpty();
        // Nor those of another template.
        core.context = 10_000;
        model.exchange().ask();
        place.until(this::isAnswered);
        model.prompting().chooseGroup("Raw");
        place.settle();
        core.gate = new CountDownLatch(1);
        model.exchange().ask();
        place.until(() -> edited().phase() == SideShown.Phase.WAITING);
        assertThat(edited().labels()).isEmpty();
        core.gate.countDown();
        place.until(this::isAnswered);
    }

    @Test
    void aPromptBeyondTheContextIsCutWhereThatIsChosen() {
        core.context = 8;
        model.tryVectors(List.of(sst2, mnli));
        place.until(
                () ->
                        edited().note().contains("context")
                                && !model.exchange().busyProperty().get());
        assertThat(edited().branch()).isEmpty();
        model.setup().decode("Long prompts", decoding -> decoding.withCut(Cut.KEEP_END));
        place.settle();
        model.exchange().ask();
        place.until(this::isAnswered);
        assertThat(edited().note()).contains("tokens at its beginning were left out");
        assertThat(edited().branch().orElseThrow().prompt()).hasSize(6);
        assertThat(edited().labels()).isNotEmpty();
        assertThat(SettingJson.decoding(SettingJson.decoding(asked().decoding())).cut())
                .isEqualTo(Cut.KEEP_END);
    }

    private Question asked() {
        return model.exchange().asked().orElseThrow();
    }

    @Test
    void askingTellsOfFilesThatChangedMeanwhile() {
        tryBoth();
        assertThat(model.engine().changedProperty().get()).isEmpty();
        core.changedOnDisk = List.of("base changed on disk");
        model.exchange().ask();
        place.until(() -> !model.engine().changedProperty().get().isEmpty());
        assertThat(model.engine().changedProperty().get()).containsExactly("base changed on disk");
        place.until(this::isAnswered);
    }

    @Test
    void whatFailsInTheBackgroundAfterLoadingIsTold() {
        core.preparing = new CountDownLatch(1);
        core.notesPrepared = List.of("long texts are read slower");
        tryBoth();
        assertThat(model.engine().notesProperty().get()).isEmpty();
        core.preparing.countDown();
        place.until(() -> !model.engine().notesProperty().get().isEmpty());
        assertThat(model.engine().model().orElseThrow().facts().notes())
                .containsExactly("long texts are read slower");
        // So is what comes of how the vectors lie.
        core.notes = List.of("an expert was left out");
        model.exchange().ask();
        place.until(() -> model.engine().notesProperty().get().contains("an expert was left out"));
    }

    @Test
    void aSecondPressStopsAndTheTextSaysSo() {
        core.gate = new CountDownLatch(1);
        model.tryVectors(List.of(sst2));
        place.until(() -> base().branch().filter(b -> b.tokens().size() == 3).isPresent());
        model.exchange().ask();
        place.until(() -> !model.exchange().busyProperty().get());
        assertThat(base().branch().orElseThrow().end()).contains(Answer.End.CANCELLED);
        assertThat(base().branch().orElseThrow().tokens()).hasSize(3);
        core.gate.countDown();
        model.exchange().ask();
        place.until(this::isAnswered);
        assertThat(base().branch().orElseThrow().end()).contains(Answer.End.STOP);
    }

    @Test
    void anAnswerThatIsCutByItsLimitSaysSo() {
        model.setup().decode("at most", decoding -> decoding.withMost(4));
        tryBoth();
        assertThat(edited().branch().orElseThrow().end()).contains(Answer.End.LIMIT);
        assertThat(edited().branch().orElseThrow().tokens()).hasSize(4);
    }

    @Test
    void knobsCanBeTakenBackAndADragIsOneAct() {
        tryBoth();
        model.setup().setLambda("1", 0.5);
        model.setup().setLambda("1", 0.25);
        place.until(() -> model.setup().vectorsProperty().get().getFirst().knob().lambda() == 0.25);
        place.undo.undo();
        place.until(() -> model.setup().vectorsProperty().get().getFirst().knob().lambda() == 1);
        place.until(this::isAnswered);
        assertThat(place.undo.toUndo()).contains("Try in Sandbox");
    }

    @Test
    void anotherSetOfVectorsIsLoadedAndAnswersWhatWasAsked() {
        tryBoth();
        List<SideShown.Phase> phases = new ArrayList<>();
        model.exchange().editedProperty().addListener((_, _, now) -> phases.add(now.phase()));
        model.setup().remove("2");
        place.until(() -> core.loads.size() == 2);
        place.until(() -> phases.contains(SideShown.Phase.DONE));
        assertThat(phases.getFirst()).isEqualTo(SideShown.Phase.STALE);
        place.until(this::isAnswered);
        assertThat(core.loads.getLast().vectors()).hasSize(1);
        assertThat(model.exchange().asked().orElseThrow().knobs()).hasSize(1);
        place.until(() -> core.closed.get() == 1);
    }

    @Test
    void anotherBaseForgetsTheAnswersAndFreesTheMemory() {
        tryBoth();
        FileItem other = item("other", Role.TUNED, Optional.empty());
        place.workspace.update(state -> state.withItem(other));
        model.setup().chooseBase(other);
        place.until(() -> edited().branch().isEmpty());
        assertThat(model.engine().model()).isEmpty();
        assertThat(base()).isEqualTo(SideShown.NOTHING);
        place.until(() -> core.closed.get() == 1);
    }

    @Test
    void aModelThatCannotBeLoadedSaysWhy() {
        core.fails = true;
        model.tryVectors(List.of(sst2));
        place.until(() -> model.engine().stateProperty().get() instanceof Engine.State.Failed);
        assertThat(((Engine.State.Failed) model.engine().stateProperty().get()).reason())
                .contains("it does not fit. Close one.");
        assertThat(model.exchange().busyProperty().get()).isFalse();
    }

    @Test
    void namedSettingsAreSavedChosenAndDeleted() {
        tryBoth();
        model.setup().change("1", "modules", l -> l.withFamilies(Set.of(ModuleFamily.ATTENTION)));
        model.setup().save("only attention");
        model.setup().remove("2");
        place.settle();
        place.until(() -> model.setup().settingsProperty().get().size() == 1);
        model.setup().choose(model.setup().settingsProperty().get().getFirst());
        place.until(() -> model.setup().vectorsProperty().get().size() == 2);
        assertThat(model.setup().vectorsProperty().get().getFirst().knob().families())
                .containsExactly(ModuleFamily.ATTENTION);
        model.setup().delete(model.setup().settingsProperty().get().getFirst());
        place.until(() -> model.setup().settingsProperty().get().isEmpty());
    }

    @Test
    void theSameVectorCanBeLaidTwice() {
        model.setup().add(sst2);
        place.settle();
        model.setup().duplicate("1");
        place.settle();
        assertThat(model.setup().vectorsProperty().get())
                .extracting(Laid::key)
                .containsExactly("1", "2");
        // The first vector of an empty place brings its base.
        assertThat(model.setup().baseProperty().get()).contains(base);
    }

    @Test
    void aCurveIsScaledByItsLargestValue() {
        Laid laid =
                Laid.whole("1", "v").withValues(new TreeMap<>(Map.of(0, 0.1, 8, -0.5, 15, 0.25)));
        assertThat(laid.knob().lambda()).isEqualTo(-0.5);
        assertThat(laid.knob().curve())
                .containsExactly(
                        new Knob.Point(0, -0.2), new Knob.Point(8, 1), new Knob.Point(15, -0.5));
        assertThat(laid.withLambda(1).values())
                .containsExactlyInAnyOrderEntriesOf(
                        new TreeMap<>(Map.of(0, -0.2, 8, 1.0, 15, -0.5)));
        Laid nothing = laid.withValues(new TreeMap<>(Map.of(0, 0.0, 15, 0.0)));
        assertThat(nothing.withLambda(0.5).values().values()).containsOnly(0.5);
    }

    @Test
    void aTokenIsTakenAndTheTextGoesOnFromThere() {
        tryBoth();
        Branch answer = edited().branch().orElseThrow();
        int other = answer.tokens().get(2).own().top().getFirst().token();
        model.exchange().continueWith(answer, 2, other);
        place.until(this::isAnswered);
        Branch fork = edited().branch().orElseThrow();
        assertThat(fork.parent()).contains(answer.id());
        assertThat(fork.from()).isEqualTo(2);
        assertThat(fork.tokens().get(2).id()).isEqualTo(other);
        assertThat(fork.tokens().subList(0, 2)).isEqualTo(answer.tokens().subList(0, 2));
        assertThat(fork.tokens().size()).isGreaterThan(3);
        assertThat(fork.positions()).hasSize(fork.tokens().size());
        assertThat(model.exchange().branches().all()).hasSize(3);
        model.exchange().branches().show(answer);
        assertThat(edited().branch()).contains(answer);
        model.exchange().branches().delete(fork);
        assertThat(model.exchange().branches().all()).hasSize(2);
    }

    @Test
    void theTokensOfThePromptAreCounted() {
        tryBoth();
        place.until(() -> model.prompting().seenProperty().get().prompt().isPresent());
        int before = model.prompting().seenProperty().get().prompt().orElseThrow().ids().size();
        model.prompting().setField("sentence", "short");
        place.until(
                () ->
                        model.prompting()
                                .seenProperty()
                                .get()
                                .prompt()
                                .filter(prompt -> prompt.ids().size() < before)
                                .isPresent());
        assertThat(model.prompting().input().orElseThrow().field("sentence")).isEqualTo("short");
    }

    @Test
    void ownTemplatesHaveTheFieldsOfTheirBraces() {
        tryBoth();
        model.prompting().chooseGroup(Prompting.OWN);
        place.settle();
        model.prompting().changeOwn("Topic", "About {topic}, {topic} and {other thing}:", "a, b");
        place.settle();
        var form = model.prompting().formProperty().get().orElseThrow();
        assertThat(form.wording()).isEqualTo("Topic");
        assertThat(form.fields()).extracting(f -> f.name()).containsExactly("topic", "other thing");
        assertThat(form.labels()).extracting(l -> l.word()).containsExactly(" a", " b");
        model.prompting().deleteOwn();
        place.settle();
        assertThat(model.prompting().formProperty().get().orElseThrow().id()).isEqualTo("sst2");
    }

    @Test
    void wordsThatOnlyOneAnswerHasAreMarked() {
        tryBoth();
        Branch own = edited().branch().orElseThrow();
        List<Double> marked = Mark.DIFFERENCE.values(own, base().branch());
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < marked.size(); i++) {
            words.append(marked.get(i) > 0 ? own.tokens().get(i).text() : "");
        }
        assertThat(words.toString()).isEqualTo("positive. praises the as");
        assertThat(Mark.KL.values(own, Optional.empty())).noneMatch(value -> value.isNaN());
        assertThat(Mark.KL.values(own.withPositions(List.of()), Optional.empty()))
                .allMatch(value -> value.isNaN());
        assertThat(Side.values()).hasSize(2);
    }

    @Test
    void promptsUnderSettingsAreFilledColumnByColumn() {
        tryBoth();
        model.matrix().addPrompt();
        model.setup().setLambda("1", -1);
        place.until(() -> model.setup().vectorsProperty().get().getFirst().knob().lambda() == -1);
        model.matrix().addSetting();
        model.prompting().setField("sentence", "dull");
        place.until(() -> model.prompting().input().orElseThrow().field("sentence").equals("dull"));
        model.matrix().addPrompt();
        place.until(this::isAnswered);
        model.matrix().fill();
        place.until(() -> model.matrix().shownProperty().get().cells().size() == 6);
        Matrix.Shown shown = model.matrix().shownProperty().get();
        assertThat(shown.columns())
                .extracting(Matrix.Column::name)
                .containsExactly("sst2 1.00, mnli 1.00", "sst2 −1.00, mnli 1.00");
        Matrix.Row first = shown.rows().getFirst();
        double base = share(shown, first, Optional.empty());
        assertThat(share(shown, first, Optional.of(shown.columns().getFirst())))
                .isGreaterThan(base);
        // Their λ add up to 0: what the fake answers then is the base's.
        assertThat(share(shown, first, Optional.of(shown.columns().getLast()))).isEqualTo(base);
        // What the panes show goes on as it was set.
        model.exchange().ask();
        place.until(this::isAnswered);
        assertThat(model.engine().model().orElseThrow().knobs().getFirst().lambda()).isEqualTo(-1);
    }

    private static double share(
            Matrix.Shown shown, Matrix.Row row, Optional<Matrix.Column> column) {
        return shown.cells().get(new Matrix.Place(row, column)).labels().getFirst().share();
    }
}
