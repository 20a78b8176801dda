package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.job.Latest;
import org.taskvectors.ui.common.ScopeActs;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// The place where a vector is made: which two models, what their check found, what will be
/// written, and the queue. Knows no scene graph; lives on the window's thread.
public final class ExtractViewModel implements AutoCloseable {
    private static final String FOLDER = "extract.folder";
    private static final String FORMAT = "extract.format";
    private static final String DTYPE = "extract.dtype";
    private static final String VOCABULARY = "extract.vocabulary";
    private static final String SCOPE = "extract.scope";

    /// What came of pressing the button.
    public enum Asked {
        /// It waits in the queue, or runs.
        QUEUED,
        /// The file is there already: ask, then say [#extract] again.
        EXISTS,
        /// A job in the queue writes this very file.
        IN_QUEUE,
        /// The pair is not ready; the status says why.
        NOT_READY
    }

    private final AppContext context;
    private final ExtractionCore core;
    private final Latest checker = new Latest("pair-check");
    private final Sides sides;
    private final ObjectProperty<OutputDType> dtype =
            new SimpleObjectProperty<>(this, "dtype", OutputDType.SOURCE);
    private final ObjectProperty<VocabularyPolicy> vocabulary =
            new SimpleObjectProperty<>(this, "vocabulary", VocabularyPolicy.REFUSE);
    private final BooleanProperty partial = new SimpleBooleanProperty(this, "partial", false);
    private final ReadOnlyObjectWrapper<@Nullable CheckedPair> pair =
            new ReadOnlyObjectWrapper<>(this, "pair", null);
    private final ReadOnlyObjectWrapper<PairStatus> status =
            new ReadOnlyObjectWrapper<>(this, "status", PairStatus.NOTHING);
    private final ScopeViewModel scope = new ScopeViewModel();
    private final ScopeActs scopeActs;
    private final OutputChoice output = new OutputChoice();
    private final ExtractionQueue queue;
    private final QuantizationMeasure quantization;
    private final ExtractionAhead ahead;

    /// The number of the last check that was asked for. A check that was asked for before it may
    /// still answer, and its answer is of what was chosen then.
    private long lastCheck;

    /// Takes the answer to an extraction that waits for the check; null while none waits.
    private @Nullable Consumer<Asked> waiting;

    public ExtractViewModel(AppContext context, ExtractionCore core) {
        this.context = context;
        this.core = core;
        this.scopeActs = new ScopeActs(scope, SCOPE, context.workspace(), context.undo());
        this.sides = new Sides(context, core);
        this.ahead = new ExtractionAhead(context, core, sides, this::rowsChanged);
        this.queue =
                new ExtractionQueue(
                        context, core, (result, entry) -> ahead.took(result.took(), entry));
        this.quantization = new QuantizationMeasure(context, core, this::rowsChanged);
        sides.baseProperty().addListener((_, _, now) -> arrived(Role.BASE, now));
        sides.tunedProperty().addListener((_, _, now) -> arrived(Role.TUNED, now));
        restore(context.state().get());
        dtype.addListener((_, _, now) -> changed(DTYPE, now.word()));
        vocabulary.addListener((_, _, now) -> changed(VOCABULARY, now.name()));
        partial.addListener((_, _, _) -> check());
        scope.scopeProperty()
                .addListener(
                        (_, _, _) -> {
                            scopeActs.remember();
                            check();
                        });
        context.state().addListener((_, before, now) -> follow(before, now));
        output.nameProperty().addListener((_, _, _) -> check());
        output.formatProperty().addListener((_, _, now) -> changed(FORMAT, now.ending()));
        output.folderProperty().addListener((_, _, _) -> check());
    }

    /// The two models.
    public Sides sides() {
        return sides;
    }

    /// What the card of the fine-tuned side shows. Of an adapter that is what it is with the base
    /// that stands beside it, as soon as the pair is checked.
    public Side tunedShown() {
        Side alone = sides.tunedProperty().get();
        CheckedPair checked = pair.get();
        return alone instanceof Side.Ready && checked != null
                ? checked.tuned().<Side>map(Side.Ready::new).orElse(alone)
                : alone;
    }

    public ObjectProperty<OutputDType> dtypeProperty() {
        return dtype;
    }

    public ObjectProperty<VocabularyPolicy> vocabularyProperty() {
        return vocabulary;
    }

    /// Whether a partial vector may be made of this pair. It is asked for each pair anew, since no
    /// one who said it of one pair has looked at the next.
    public BooleanProperty partialProperty() {
        return partial;
    }

    /// The last check of the pair as it stands; null while there is none.
    public ReadOnlyObjectProperty<@Nullable CheckedPair> pairProperty() {
        return pair.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<PairStatus> statusProperty() {
        return status.getReadOnlyProperty();
    }

    public ScopeViewModel scope() {
        return scope;
    }

    public ExtractionQueue queue() {
        return queue;
    }

    /// The vector's name, without its ending.
    public StringProperty outputNameProperty() {
        return output.nameProperty();
    }

    public ObjectProperty<OutputFormat> outputFormatProperty() {
        return output.formatProperty();
    }

    public ObjectProperty<Path> outputFolderProperty() {
        return output.folderProperty();
    }

    public void chooseOutputFolder(Path folder) {
        output.chooseFolder(folder);
        remember(FOLDER, folder.toString());
    }

    /// The file that will be written; empty while the name is no name.
    public Optional<Path> outputPath() {
        return output.path();
    }

    /// The lines of the check; empty while there is none.
    public List<CheckRow> rows() {
        CheckedPair checked = pair.get();
        return checked == null
                ? List.of()
                : checked.check().findings().stream()
                        .map(CheckRow::of)
                        .map(quantization::withMeasured)
                        .toList();
    }

    /// How long the extraction of this pair will take, and from what that is known; empty where
    /// nothing is.
    String timeAhead() {
        return ready().map(ahead::time).orElse("");
    }

    /// Where it will run, and why; empty where that goes without saying.
    String deviceAhead() {
        return ready().map(ahead::device).orElse("");
    }

    private Optional<CheckedPair> ready() {
        return Optional.ofNullable(pair.get()).filter(_ -> status.get().isReady());
    }

    /// Measures the quantisation error that a row offers to measure.
    public void measureQuantization() {
        quantization.measure();
    }

    /// What the dtype costs, in a sentence or two.
    public String dtypeAdvice() {
        CheckedPair checked = pair.get();
        return DTypeAdvice.of(dtype.get(), checked != null && checked.isAdapter());
    }

    /// Puts the extraction into the queue as soon as the check of the pair, where one runs, is
    /// over. Asked again meanwhile, it is still one extraction.
    ///
    /// @param answer what came of it; called at once where no check runs
    public void extractWhenChecked(Consumer<Asked> answer) {
        waiting = answer;
        answerWaiting();
    }

    private void answerWaiting() {
        Consumer<Asked> answer = waiting;
        if (answer != null && !status.get().equals(PairStatus.CHECKING)) {
            waiting = null;
            answer.accept(extract(false));
        }
    }

    private Located located(Path path) {
        return context.state().get().located(path);
    }

    /// Puts the extraction into the queue.
    ///
    /// @param overwrite whether a file that is there may be replaced
    public Asked extract(boolean overwrite) {
        CheckedPair checked = pair.get();
        Optional<Path> target = output.path();
        if (!status.get().isReady() || checked == null || target.isEmpty()) {
            return Asked.NOT_READY;
        }
        if (queue.writes(target.get())) {
            return Asked.IN_QUEUE;
        }
        if (checked.exists() && !overwrite) {
            return Asked.EXISTS;
        }
        queue.add(
                new ExtractionRequest(
                        located(sides.baseProperty().get().path().orElseThrow()),
                        located(sides.tunedProperty().get().path().orElseThrow()),
                        target.get(),
                        checked.check().policies(),
                        overwrite,
                        context.compute()),
                checked.check().bytesToRead(),
                this::check);
        return Asked.QUEUED;
    }

    /// Ticks a vector that was extracted, and goes to Compare.
    public void showInCompare(QueueEntry entry) {
        context.undo()
                .act(
                        Act.of(
                                "Tick " + entry.name(),
                                state ->
                                        state.fileAt(entry.request().output())
                                                .map(item -> state.withTicked(item.id(), true))
                                                .orElse(state)));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Called each time the place comes into view: fills the sides where the library leaves one
    /// choice, and reads what could not be opened and checks the pair again, since files may have
    /// changed.
    public void shown() {
        sides.fillIfOneChoice();
        sides.readFailedAgain();
        check();
    }

    @Override
    public void close() {
        checker.close();
    }

    private void arrived(Role side, Side answer) {
        if (answer instanceof Side.Reading) {
            lastCheck++;
            pair.set(null);
            partial.set(false);
            become(PairStatus.CHECKING);
            return;
        }
        if (answer instanceof Side.Ready ready) {
            if (side == Role.BASE) {
                scope.setItems(ready.facts().items());
            } else {
                Path path = ready.facts().path();
                output.suggest(path, context.state().get().fileAt(path).map(FileItem::name));
            }
        }
        check();
    }

    /// Checks the pair as it stands, off this thread; of several checks in a row the last counts.
    private void check() {
        long number = ++lastCheck;
        if (!(sides.baseProperty().get() instanceof Side.Ready baseReady)
                || !(sides.tunedProperty().get() instanceof Side.Ready tunedReady)) {
            pair.set(null);
            become(sides.status());
            return;
        }
        Optional<Path> target = output.path();
        if (target.isEmpty()) {
            become(PairStatus.refused("Give the vector a name that can be a file's name."));
            return;
        }
        Path basePath = baseReady.facts().path();
        Path tunedPath = tunedReady.facts().path();
        Policies policies =
                new Policies(
                        dtype.get(), scope.scopeProperty().get(), vocabulary.get(), partial.get());
        become(PairStatus.CHECKING);
        Located base = located(basePath);
        Located tuned = located(tunedPath);
        checker.ask(
                (_, _) -> core.check(base, tuned, policies, target.get()),
                found -> onWindow(() -> checked(number, found, basePath, tunedPath)),
                failure -> onWindow(() -> notChecked(number, failure)));
    }

    private void checked(long number, CheckedPair found, Path basePath, Path tunedPath) {
        if (number == lastCheck && sides.are(basePath, tunedPath)) {
            quantization.look(found.check(), basePath, tunedPath);
            pair.set(found);
            become(PairStatus.of(found, basePath.equals(tunedPath)));
        }
    }

    private void notChecked(long number, Throwable failure) {
        if (number == lastCheck) {
            become(PairStatus.refused(Reason.of(failure)));
        }
    }

    /// Takes a new status; an extraction that waits for it goes on once all who watch it know.
    private void become(PairStatus now) {
        status.set(now);
        answerWaiting();
    }

    /// Tells whoever shows the rows to ask for them again.
    private void rowsChanged() {
        CheckedPair checked = pair.get();
        if (checked != null) {
            pair.set(null);
            pair.set(checked);
        }
    }

    private void onWindow(Runnable action) {
        context.background().window().execute(action);
    }

    private void changed(String key, String value) {
        remember(key, value);
        check();
    }

    private void remember(String key, String value) {
        context.workspace().update(state -> state.withChoice(key, value));
    }

    /// Takes a scope that was taken back.
    private void follow(WorkspaceState before, WorkspaceState now) {
        if (!before.choice(SCOPE, "").equals(now.choice(SCOPE, ""))) {
            scopeActs.follow(now);
        }
    }

    private void restore(WorkspaceState state) {
        for (OutputDType each : OutputDType.values()) {
            if (each.word().equals(state.choice(DTYPE, ""))) {
                dtype.set(each);
            }
        }
        if (state.choice(VOCABULARY, "").equals(VocabularyPolicy.SHARED.name())) {
            vocabulary.set(VocabularyPolicy.SHARED);
        }
        scope.restore(state.choice(SCOPE, "all"));
        output.restoreFormat(state.choice(FORMAT, ""));
        Sides.resolve(state, state.choice(FOLDER, "")).ifPresent(output::chooseFolder);
        sides.restore(state);
    }
}
