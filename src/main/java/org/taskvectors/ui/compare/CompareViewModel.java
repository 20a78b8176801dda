package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.job.Latest;
import org.taskvectors.ui.common.ScopeActs;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.DeviceAhead;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The place where vectors are compared: which are ticked, what is asked of them, and the answer.
/// Answers are computed away from the window's thread, the newest question first; what is shown
/// stays until the next answer is there. Knows no scene graph; lives on the window's thread.
public final class CompareViewModel implements AutoCloseable {
    private final AppContext context;
    private final Vectors vectors;
    private final Latest answers = new Latest("comparison");
    private final Calculator calculator = new Calculator();
    private final ScopeViewModel scope = new ScopeViewModel();
    private final ScopeActs scopeActs;
    private final ReadOnlyObjectWrapper<List<VectorLine>> lines =
            new ReadOnlyObjectWrapper<>(this, "lines", List.of());
    private final ReadOnlyObjectWrapper<@Nullable Answer> shown =
            new ReadOnlyObjectWrapper<>(this, "shown", null);
    private final ReadOnlyObjectWrapper<Choices> choices;
    private final ReadOnlyObjectWrapper<Threshold> threshold;
    private final ReadOnlyObjectWrapper<Optional<Group>> chosen =
            new ReadOnlyObjectWrapper<>(this, "chosen", Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Group>> drilled =
            new ReadOnlyObjectWrapper<>(this, "drilled", Optional.empty());
    private final ReadOnlyStringWrapper pairState =
            new ReadOnlyStringWrapper(this, "pairState", "");
    private final SpectrumModel spectra;
    private final ReadOnlyStringWrapper spectrumState =
            new ReadOnlyStringWrapper(this, "spectrumState", "");
    private final Set<Path> expected = new HashSet<>();
    private final ScopedNorms norms = new ScopedNorms();
    private boolean insists;
    private Grouping above = Grouping.LAYER;
    private final PairChoice pairChoice;
    private final VectorActs vectorActs;

    public CompareViewModel(AppContext context, MeasuringCore core) {
        this.context = context;
        pairChoice = new PairChoice(context.undo(), () -> Optional.ofNullable(shown.get()));
        vectorActs = new VectorActs(context);
        WorkspaceState state = context.state().get();
        choices = new ReadOnlyObjectWrapper<>(this, "choices", Choices.of(state));
        threshold = new ReadOnlyObjectWrapper<>(this, "threshold", state.threshold());
        scope.restore(choices.get().scope());
        vectors = new Vectors(context, core, this::refresh);
        spectra = new SpectrumModel(context.background(), core, this::refresh);
        scopeActs = new ScopeActs(scope, Choices.SCOPE, context.workspace(), context.undo());
        scope.scopeProperty()
                .addListener(
                        (_, _, _) -> {
                            // What a scope comes to with the models at hand is not what was chosen.
                            if (scope.isBeingChosen()) {
                                scopeActs.remember();
                            }
                        });
        context.state().addListener((_, _, now) -> follow(now));
        follow(state);
    }

    /// All vectors of the library, ticked or not.
    public ReadOnlyObjectProperty<List<VectorLine>> linesProperty() {
        return lines.getReadOnlyProperty();
    }

    /// The answer to the last question; null while there is nothing to show.
    public ReadOnlyObjectProperty<@Nullable Answer> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Choices> choicesProperty() {
        return choices.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Threshold> thresholdProperty() {
        return threshold.getReadOnlyProperty();
    }

    /// The group that is marked in every figure and in the table.
    public ReadOnlyObjectProperty<Optional<Group>> chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    /// The group whose tensors are shown, where a person went down to them.
    public ReadOnlyObjectProperty<Optional<Group>> drilledProperty() {
        return drilled.getReadOnlyProperty();
    }

    /// What is going on with the pass over all ticked vectors, or why it failed; empty where there
    /// is nothing to say.
    public ReadOnlyStringProperty pairStateProperty() {
        return pairState.getReadOnlyProperty();
    }

    /// Finds the singular values of the ticked vectors in scope that are not known yet, as a job.
    public void measureSpectra() {
        Answer answer = shown.get();
        if (answer != null) {
            spectra.measure(name -> answer.scope().includes(answer.naming().place(name)));
        }
    }

    /// Follows where the search for singular values would run.
    DeviceAhead spectrumDevice() {
        return new DeviceAhead(context);
    }

    /// How far the search for singular values is, or why it failed; empty where there is nothing to
    /// say.
    public ReadOnlyStringProperty spectrumStateProperty() {
        return spectrumState.getReadOnlyProperty();
    }

    /// Of how many of the first singular values numbers are.
    public int first() {
        return SpectrumModel.first(context.state().get());
    }

    /// Chooses of how many of the first singular values numbers are.
    public void setFirst(int k) {
        change(state -> state.withChoice(SpectrumModel.FIRST, Integer.toString(k)));
    }

    public ScopeViewModel scope() {
        return scope;
    }

    /// Over what the norms of the list are: `‖τ‖ over attention, feed-forward`.
    public String scopeWords() {
        return "‖τ‖ over " + EffectiveScope.words(norms.scope());
    }

    /// The scale of the threshold's slider.
    public ThresholdScale scale() {
        Threshold now = threshold.get();
        Answer answer = shown.get();
        return now.basis() == Threshold.Basis.ABSOLUTE
                ? ThresholdScale.absolute(answer == null ? 0 : answer.largest())
                : ThresholdScale.ofRms(now.basis());
    }

    /// Takes files into the library, and ticks the vectors among them as soon as they are there.
    public void add(List<Path> paths) {
        paths.forEach(path -> expected.add(path.toAbsolutePath().normalize()));
        tickExpected(context.state().get());
        context.opening().add(paths);
    }

    private void tickExpected(WorkspaceState state) {
        List<String> arrived =
                state.vectors().stream()
                        .filter(item -> expected.remove(item.path()))
                        .map(FileItem::id)
                        .toList();
        arrived.forEach(id -> change(now -> now.withTicked(id, true)));
    }

    public void setThreshold(Threshold next) {
        act(
                Act.of("Set the threshold", state -> state.withThreshold(next))
                        .mergingAs("compare.threshold"));
    }

    /// Measures ε by something else; its value becomes one that means about as much there.
    public void setBasis(Threshold.Basis basis) {
        Threshold now = threshold.get();
        boolean wasAbsolute = now.basis() == Threshold.Basis.ABSOLUTE;
        boolean isAbsolute = basis == Threshold.Basis.ABSOLUTE;
        if (wasAbsolute == isAbsolute) {
            setThreshold(new Threshold(now.value(), basis));
        } else if (isAbsolute) {
            Answer answer = shown.get();
            double largest = answer == null ? 0 : answer.largest();
            setThreshold(ThresholdScale.absolute(largest).at(0.5));
        } else {
            setThreshold(new Threshold(Threshold.DEFAULT.value(), basis));
        }
    }

    public void groupBy(Grouping by) {
        if (by != Grouping.TENSOR) {
            surface();
        }
        choose(each -> each.withBy(by));
    }

    public void measure(Measure measure) {
        choose(each -> each.withMeasure(measure));
    }

    /// Shows another metric of the measure that it belongs to.
    public void metric(Metric metric) {
        insists = true;
        choose(each -> each.withMetric(metric));
        ask();
    }

    /// What can be done with the chosen pairs, and with the base that is shown.
    public PairChoice pairs() {
        return pairChoice;
    }

    /// What can be done with the vectors of the list.
    public VectorActs acts() {
        return vectorActs;
    }

    /// Marks a group everywhere; the same again takes the mark away.
    public void mark(Optional<Group> group) {
        boolean isSame = group.equals(chosen.get()) || group.filter(Group.ALL::equals).isPresent();
        setChosen(isSame ? Optional.empty() : group);
    }

    /// Marks a group everywhere.
    public void select(Group group) {
        setChosen(Optional.of(group).filter(one -> !one.equals(Group.ALL)));
    }

    private void setChosen(Optional<Group> next) {
        chosen.set(next);
        Measure measure = choices.get().measure();
        if (measure == Measure.DISTRIBUTION || measure == Measure.SPECTRUM || measure.isOfPairs()) {
            ask(); // The distribution, and the matrix of all pairs, are of what is chosen.
        }
    }

    /// Goes down to the tensors of a group. None of them is marked, since all of them are meant.
    public void drill(Group group) {
        if (choices.get().by() != Grouping.TENSOR) {
            above = choices.get().by();
        }
        chosen.set(Optional.empty());
        drilled.set(Optional.of(group));
        choose(each -> each.withBy(Grouping.TENSOR));
        ask();
    }

    /// Shows all tensors again, with those marked that were shown alone.
    public void leaveDrill() {
        surface();
        ask();
    }

    /// Goes back up to the grouping that was left for the tensors.
    public void comeBack() {
        groupBy(above);
    }

    private void surface() {
        if (drilled.get().isPresent()) {
            chosen.set(drilled.get());
            drilled.set(Optional.empty());
        }
    }

    /// Tries what failed once more.
    public void retry(String id) {
        vectors.retry(id);
    }

    /// Called when the place comes into view: files may have changed.
    public void lookAgain() {
        vectors.lookAgain();
        spectra.look();
    }

    /// Looks at running jobs anew, for their progress.
    public void refreshProgress() {
        WorkspaceState state = context.state().get();
        Answer answer = shown.get();
        norms.setScope(
                answer == null
                        ? EffectiveScope.of(choices.get().scope(), List.of()).scope()
                        : answer.scope());
        lines.set(VectorLines.of(state, vectors, norms));
        spectrumState.set(spectra.state());
        pairState.set(vectors.pairWords(state.tickedItems()));
    }

    /// Whether any job of this place is running.
    public boolean isMeasuring() {
        return spectra.isRunning()
                || vectors.pairs() instanceof Loading.Measuring<PairSums>
                || lines.get().stream()
                        .anyMatch(
                                line ->
                                        vectors.of(line.id())
                                                instanceof Loading.Measuring<Measurement>);
    }

    @Override
    public void close() {
        answers.close();
        vectors.close();
        spectra.close();
    }

    private void choose(UnaryOperator<Choices> next) {
        change(state -> next.apply(Choices.of(state)).in(state));
    }

    private void act(Act act) {
        context.undo().act(act);
    }

    private void change(UnaryOperator<WorkspaceState> next) {
        context.workspace().update(next);
    }

    private void follow(WorkspaceState state) {
        choices.set(Choices.of(state));
        threshold.set(state.threshold());
        scopeActs.follow(state);
        vectors.follow(state);
        spectra.setFirst(SpectrumModel.first(state));
        spectra.follow(state.tickedItems().stream().map(state::located).toList());
        tickExpected(state);
        refresh();
    }

    private void refresh() {
        refreshProgress();
        ask();
    }

    private void ask() {
        List<FileItem> known = known();
        if (known.isEmpty()) {
            answers.drop();
            shown.set(null);
            return;
        }
        Question question =
                Question.of(
                        context.state().get(),
                        known,
                        vectors,
                        spectra.spectra(),
                        new Question.Asked(
                                choices.get(),
                                insists,
                                threshold.get(),
                                chosen.get(),
                                drilled.get()));
        answers.ask(
                (_, _) -> calculator.answer(question),
                answer -> context.background().window().execute(() -> answered(answer)),
                failure ->
                        context.background()
                                .window()
                                .execute(
                                        () ->
                                                context.background()
                                                        .errors()
                                                        .show("Comparing", failure)));
    }

    private void answered(Answer answer) {
        if (known().isEmpty()) {
            return; // Everything was unticked meanwhile.
        }
        shown.set(answer);
        scope.setItems(answer.items());
        if (norms.setScope(answer.scope())) {
            refreshProgress();
        }
    }

    /// The ticked vectors that are measured, in the order of their ticks.
    private List<FileItem> known() {
        return context.state().get().tickedItems().stream()
                .filter(item -> vectors.of(item.id()).value().isPresent())
                .toList();
    }
}
