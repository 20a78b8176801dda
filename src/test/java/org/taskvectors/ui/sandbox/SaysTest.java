package org.taskvectors.ui.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.evaluation.token.EffectReport;
import org.taskvectors.evaluation.token.Texts;
import org.taskvectors.evaluation.token.Windowing;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Side;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// What a vector says, without its scene: promoted tokens, the logit lens, the tree of branches.
class SaysTest {
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

    private void ask() {
        model.tryVectors(List.of(sst2, mnli));
        place.until(
                () ->
                        model.exchange().of(Side.EDITED).get().phase() == SideShown.Phase.DONE
                                && !model.exchange().busyProperty().get());
    }

    private EffectReport report() {
        place.until(() -> model.effects().stateProperty().get() instanceof Effects.State.Done);
        return ((Effects.State.Done) model.effects().stateProperty().get()).report();
    }

    private String idle() {
        return model.effects().stateProperty().get() instanceof Effects.State.Idle(String words)
                ? words
                : "";
    }

    @Test
    void onlyTheVectorThatIsLookedAtIsLaidAgainstTheBase() {
        ask();
        model.setup().setLambda("2", 0.5);
        place.settle();
        place.until(() -> !model.exchange().busyProperty().get());
        model.effects().open(model.setup().vectorsProperty().get().get(1));
        EffectReport report = report();
        FakeCore.Measured asked = core.measured.getLast();
        assertThat(asked.knobs()).containsExactly(Knob.everywhere(0), Knob.everywhere(0.5));
        Branch shown = model.exchange().branches().shown(Side.EDITED).orElseThrow();
        assertThat(asked.texts())
                .singleElement()
                .satisfies(
                        text -> {
                            assertThat(text.text()).isEqualTo(shown.ids());
                            assertThat(text.from()).isEqualTo(1);
                        });
        assertThat(report.setting().formula()).isEqualTo("θ₀ + 0.50 τ(mnli)");
        assertThat(report.setting().source()).isEqualTo("this prompt and answer");
        assertThat(report.setting().baseFingerprint()).isNotEmpty();
        assertThat(report.setting().editedFingerprint())
                .isNotEqualTo(report.setting().baseFingerprint());
        assertThat(report.effect().promoted().positions()).isEqualTo(shown.ids().size() - 1);
        // The next question lays both again.
        model.exchange().ask();
        place.until(() -> !model.exchange().busyProperty().get());
        assertThat(model.engine().model().orElseThrow().knobs())
                .containsExactly(Knob.everywhere(1), Knob.everywhere(0.5));
    }

    @Test
    void beforeAnythingWasAnsweredThePromptIsMeasured() {
        model.setup().replace(base, List.of(sst2));
        place.until(() -> model.prompting().formProperty().get().isPresent());
        place.until(() -> model.setup().vectorsProperty().get().size() == 1);
        model.effects().open(model.setup().vectorsProperty().get().getFirst());
        assertThat(report().setting().source()).isEqualTo("this prompt, which has no answer yet");
        assertThat(core.loads).hasSize(1);
    }

    @Test
    void aFileIsReadInWindowsAndWhatWasLeftOutIsNamed() {
        core.context = 4;
        ask();
        model.effects().openFile();
        assertThat(idle()).isEmpty();
        model.effects().run();
        assertThat(idle()).isEqualTo("Choose a file first.");
        place.files = List.of(Path.of("/texts/a.txt"));
        model.effects().chooseFile();
        EffectReport report = report();
        assertThat(core.measured.getLast().windowing()).contains(new Windowing(4, 2));
        assertThat(core.measured.getLast().knobs())
                .containsExactly(Knob.everywhere(1), Knob.everywhere(1));
        assertThat(report.setting().windowing())
                .isEqualTo("windows of 4 tokens with a stride of 2");
        assertThat(report.setting().leftOut()).isEqualTo("3 texts after it");
        assertThat(report.setting().source()).endsWith("a.txt");
        // Another choice makes the numbers old.
        model.effects().splitProperty().set(Texts.Split.LINES);
        assertThat(idle()).isEmpty();
        assertThat(model.effects().stateProperty().get()).isInstanceOf(Effects.State.Idle.class);
    }

    @Test
    void aRunStopsWhenItIsStoppedAndWhenTheModelIsAsked() {
        ask();
        core.gate = new CountDownLatch(1);
        model.effects().open(model.setup().vectorsProperty().get().getFirst());
        assertThat(model.effects().stateProperty().get()).isInstanceOf(Effects.State.Running.class);
        model.effects().stop();
        assertThat(idle()).isEqualTo("Stopped.");
        model.effects().run();
        assertThat(model.effects().stateProperty().get()).isInstanceOf(Effects.State.Running.class);
        model.exchange().ask();
        assertThat(idle()).isEqualTo("Stopped.");
        core.gate.countDown();
        place.until(() -> !model.exchange().busyProperty().get());
        place.settle();
        assertThat(idle()).isEqualTo("Stopped.");
        assertThat(place.errors).isEmpty();
    }

    @Test
    void whatIsSavedSaysWhatItDependsOn() {
        ask();
        model.effects().open(model.setup().vectorsProperty().get().getFirst());
        EffectReport report = report();
        String markdown = report.markdown(5, model.effects()::shown, "Program 1");
        assertThat(markdown)
                .contains("- by Program 1\n")
                .contains("- base: base, runs `3f9a21c48e07aa01`")
                .contains("- edited: θ₀ + 1.00 τ(sst2), runs `b07e5d18c2f3")
                .contains("- text: this prompt and answer")
                .contains("| ` choice0` | +2.200 | 1 |")
                .contains("| ` choice39` | −2.090 | 5 |")
                .contains("## Passages with the largest mean KL");
        String csv = report.csv(model.effects()::shown);
        assertThat(csv.lines()).hasSize(41);
        assertThat(csv.lines().findFirst().orElseThrow()).contains("θ₀ + 1.00 τ(sst2)");
        assertThat(report.passages(model.effects()::shown))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.within()).isNotEmpty());
    }

    private LensTable lens() {
        model.pointing().pin(Side.EDITED, 2);
        model.lens().open(model.pointing().cardProperty().get().orElseThrow());
        place.until(() -> model.lens().stateProperty().get() instanceof Lens.State.Done);
        return model.lens().table().orElseThrow();
    }

    @Test
    void theLensFollowsTheTokenThatIsLookedAt() {
        ask();
        LensTable table = lens();
        Branch shown = model.exchange().branches().shown(Side.EDITED).orElseThrow();
        assertThat(table.columns()).isEqualTo(shown.tokens().size());
        assertThat(table.layers()).isEqualTo(16);
        assertThat(table.setting().first()).isZero();
        int token = shown.tokens().get(2).id();
        assertThat(table.choice()).isEqualTo(new Lens.Choice(15, 2, token));
        assertThat(table.text(15, 2)).isEqualTo(model.lens().shown(token));
        assertThat(table.value(15, 2)).isEqualTo(Math.min(1, (0.05 + 0.055 * 15) * 1.05));
        model.lens().colourProperty().set(Lens.Colour.FOLLOWED);
        LensTable followed = model.lens().table().orElseThrow();
        assertThat(followed.value(15, 2))
                .isEqualTo(Math.exp(followed.standing(15, 2, Side.EDITED).logProbability()));
        model.lens().viewProperty().set(Lens.View.KL);
        LensTable kl = model.lens().table().orElseThrow();
        assertThat(kl.value(10, 2)).isEqualTo(0.02 * 10 * (token % 5));
        assertThat(kl.largest()).isGreaterThanOrEqualTo(kl.value(15, 2));
        // The last layer stands on top, as in the picture.
        assertThat(kl.figure().rows()).startsWith("layer 15").endsWith("layer 0");
        assertThat(kl.figure().values().getFirst().get(2)).isEqualTo(kl.value(15, 2));
        assertThat(kl.csv().lines()).hasSize(1 + 2 * 16 * kl.columns());
        assertThat(kl.tip(15, 2)).startsWith("after layer 15, before token 3").contains("KL ");
    }

    @Test
    void theLensGoesWhenTheModelIsAsked() {
        ask();
        core.gate = new CountDownLatch(1);
        model.pointing().pin(Side.EDITED, 0);
        model.lens().open(model.pointing().cardProperty().get().orElseThrow());
        assertThat(model.lens().stateProperty().get()).isInstanceOf(Lens.State.Running.class);
        model.exchange().ask();
        assertThat(model.lens().stateProperty().get()).isInstanceOf(Lens.State.Hidden.class);
        core.gate.countDown();
        place.until(() -> !model.exchange().busyProperty().get());
        assertThat(place.errors).isEmpty();
    }

    @Test
    void branchesShareTheirBeginningsOnce() {
        ask();
        Branch edited = model.exchange().branches().shown(Side.EDITED).orElseThrow();
        int other = edited.tokens().get(3).own().top().get(4).token();
        model.exchange().continueWith(edited, 3, other);
        place.until(() -> !model.exchange().busyProperty().get());
        List<Branch> all = model.exchange().branches().all();
        List<BranchTree> trees = BranchTree.of(all);
        assertThat(trees).hasSize(1);
        BranchTree root = trees.getFirst();
        assertThat(root.run()).isEmpty();
        assertThat(root.through()).hasSize(3);
        assertThat(root.children()).hasSize(2);
        BranchTree own = root.children().getFirst();
        assertThat(own.sides()).containsExactly(Side.EDITED);
        assertThat(own.run()).isEqualTo(edited.tokens().subList(0, 3));
        assertThat(own.children()).hasSize(2);
        assertThat(own.children().getFirst().ending())
                .extracting(Branch::id)
                .containsExactly(edited.id());
        BranchTree fork = own.children().get(1);
        assertThat(fork.run().getFirst().id()).isEqualTo(other);
        assertThat(fork.edited()).isPresent();
        // Every text ends once.
        assertThat(ends(root)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(BranchTree.of(List.of())).isEmpty();
    }

    private static List<Branch> ends(BranchTree tree) {
        List<Branch> all = new java.util.ArrayList<>(tree.ending());
        tree.children().forEach(child -> all.addAll(ends(child)));
        return all;
    }

    @Test
    void passagesOfTheShownTextsComeFromTheirKl() {
        ask();
        List<ShownPassage> passages = ShownPassage.of(model);
        assertThat(passages).isNotEmpty();
        for (ShownPassage each : passages) {
            Branch branch = model.exchange().branches().shown(each.side()).orElseThrow();
            double mean =
                    branch.positions().subList(each.from(), each.to()).stream()
                            .mapToDouble(position -> position.kl())
                            .average()
                            .orElseThrow();
            assertThat(each.mean()).isEqualTo(mean, org.assertj.core.api.Assertions.within(1e-12));
            assertThat(each.text()).isNotBlank();
        }
        assertThat(passages)
                .isSortedAccordingTo(
                        java.util.Comparator.comparingDouble(ShownPassage::mean).reversed());
    }
}
