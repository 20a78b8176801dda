package org.taskvectors.ui.extract;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.extraction.OutputDType;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.job.Latest;
import org.taskvectors.ui.common.ScopeModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.Item;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The place where a vector is made: which two models, what their check found, what will be
/// written, and the queue. Knows no scene graph; lives on the window's thread.
public final class ExtractViewModel implements AutoCloseable {
    private static final String BASE = "extract.base";
    private static final String TUNED = "extract.tuned";
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
    private final ReadOnlyObjectWrapper<Side> base =
            new ReadOnlyObjectWrapper<>(this, "base", new Side.Nothing());
    private final ReadOnlyObjectWrapper<Side> tuned =
            new ReadOnlyObjectWrapper<>(this, "tuned", new Side.Nothing());
    private final ObjectProperty<OutputDType> dtype =
            new SimpleObjectProperty<>(this, "dtype", OutputDType.SOURCE);
    private final ObjectProperty<VocabularyPolicy> vocabulary =
            new SimpleObjectProperty<>(this, "vocabulary", VocabularyPolicy.REFUSE);
    private final ReadOnlyObjectWrapper<@Nullable CheckedPair> pair =
            new ReadOnlyObjectWrapper<>(this, "pair", null);
    private final ReadOnlyObjectWrapper<PairStatus> status =
            new ReadOnlyObjectWrapper<>(this, "status", PairStatus.NOTHING);
    private final ScopeModel scope = new ScopeModel();
    private final OutputChoice output = new OutputChoice();
    private final ExtractionQueue queue;
    private final QuantizationMeasure quantization;

    public ExtractViewModel(AppContext context, ExtractionCore core) {
        this.context = context;
        this.core = core;
        this.queue = new ExtractionQueue(context, core);
        this.quantization = new QuantizationMeasure(context, core, this::rowsChanged);
        restore(context.state().get());
        dtype.addListener((_, _, now) -> changed(DTYPE, now.word()));
        vocabulary.addListener((_, _, now) -> changed(VOCABULARY, now.name()));
        scope.scopeProperty().addListener((_, _, now) -> changed(SCOPE, now.text()));
        output.nameProperty().addListener((_, _, _) -> check());
        output.formatProperty().addListener((_, _, now) -> changed(FORMAT, now.ending()));
        output.folderProperty().addListener((_, _, _) -> check());
        context.state().addListener((_, before, now) -> follow(before, now));
    }

    public ReadOnlyObjectProperty<Side> baseProperty() {
        return base.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Side> tunedProperty() {
        return tuned.getReadOnlyProperty();
    }

    public ObjectProperty<OutputDType> dtypeProperty() {
        return dtype;
    }

    public ObjectProperty<VocabularyPolicy> vocabularyProperty() {
        return vocabulary;
    }

    /// The last check of the pair as it stands; null while there is none.
    public ReadOnlyObjectProperty<@Nullable CheckedPair> pairProperty() {
        return pair.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<PairStatus> statusProperty() {
        return status.getReadOnlyProperty();
    }

    public ScopeModel scope() {
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

    /// The library's models that can stand on that side, the likely ones first.
    public List<Item> candidates(Role side) {
        return context.state().get().items().stream()
                .filter(item -> item.role() != Role.VECTOR)
                .filter(item -> side == Role.TUNED || item.role() != Role.ADAPTER)
                .sorted(Comparator.comparingInt(item -> item.role() == side ? 0 : 1))
                .toList();
    }

    /// What the library calls what lies at `path`; `fallback` where it is not in the library.
    public String name(Path path, String fallback) {
        return context.state().get().itemAt(path).map(Item::name).orElse(fallback);
    }

    /// Puts a file or folder on one side. What is not in the library yet goes there too. A
    /// fine-tuned model whose base the library knows brings it along where no base was chosen.
    public void choose(Role side, Path path) {
        if (context.state().get().itemAt(path).isEmpty()) {
            context.opening().add(List.of(path));
        }
        remember(side == Role.BASE ? BASE : TUNED, path.toString());
        set(side, path);
    }

    /// Takes what was dropped: on one side, or, two at once, as base and fine-tuned in that order.
    public void dropped(Role side, List<Path> paths) {
        if (paths.size() == 1) {
            choose(side, paths.getFirst());
        } else if (paths.size() > 1) {
            choose(Role.BASE, paths.get(0));
            choose(Role.TUNED, paths.get(1));
        }
    }

    /// Whether anything is on one of the sides.
    public boolean anythingChosen() {
        return base.get().path().isPresent() || tuned.get().path().isPresent();
    }

    public boolean bothChosen() {
        return base.get().path().isPresent() && tuned.get().path().isPresent();
    }

    /// Exchanges the two sides.
    public void swap() {
        Optional<Path> first = base.get().path();
        Optional<Path> second = tuned.get().path();
        if (first.isPresent() && second.isPresent()) {
            choose(Role.BASE, second.get());
            choose(Role.TUNED, first.get());
        }
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

    /// Measures the quantisation error that a row offers to measure.
    public void measureQuantization() {
        quantization.measure();
    }

    /// What the dtype costs, in a sentence or two.
    public String dtypeAdvice() {
        return DTypeAdvice.of(dtype.get());
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
                new ExtractionCore.Order(
                        base.get().path().orElseThrow(),
                        tuned.get().path().orElseThrow(),
                        target.get(),
                        checked.check().policies()),
                overwrite,
                checked.check().bytesToRead(),
                this::check);
        return Asked.QUEUED;
    }

    /// Ticks a vector that was extracted, and goes to Compare.
    public void showInCompare(QueueEntry entry) {
        context.workspace()
                .update(
                        state ->
                                state.itemAt(entry.order().output())
                                        .map(item -> state.withTicked(item.id(), true))
                                        .orElse(state));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Checks the pair again: files may have changed since.
    public void checkAgain() {
        check();
    }

    @Override
    public void close() {
        checker.close();
    }

    private void set(Role side, Path path) {
        ReadOnlyObjectWrapper<Side> property = side == Role.BASE ? base : tuned;
        property.set(new Side.Reading(path));
        pair.set(null);
        status.set(PairStatus.CHECKING);
        context.background()
                .brief(
                        "Reading " + path.getFileName(),
                        (_, _) -> core.inspect(path),
                        facts -> arrived(side, property, path, new Side.Ready(facts)),
                        failure ->
                                arrived(
                                        side,
                                        property,
                                        path,
                                        new Side.Failed(path, Reason.of(failure))));
    }

    private void arrived(Role side, ReadOnlyObjectWrapper<Side> property, Path path, Side answer) {
        if (!property.get().path().equals(Optional.of(path))) {
            return; // Something else was chosen meanwhile.
        }
        property.set(answer);
        if (answer instanceof Side.Ready ready) {
            if (side == Role.BASE) {
                scope.setItems(ready.facts().items());
            } else {
                output.suggest(path);
                bringBase(path);
            }
        }
        check();
    }

    private void bringBase(Path tunedPath) {
        WorkspaceState state = context.state().get();
        if (base.get() instanceof Side.Nothing) {
            state.itemAt(tunedPath)
                    .flatMap(Item::base)
                    .flatMap(state::item)
                    .ifPresent(item -> choose(Role.BASE, item.path()));
        }
    }

    /// Checks the pair as it stands, off this thread; of several checks in a row the last counts.
    private void check() {
        if (!(base.get() instanceof Side.Ready baseReady)
                || !(tuned.get() instanceof Side.Ready tunedReady)) {
            pair.set(null);
            status.set(statusOfSides());
            return;
        }
        Optional<Path> target = output.path();
        if (target.isEmpty()) {
            status.set(PairStatus.refused("Give the vector a name that can be a file's name."));
            return;
        }
        Path basePath = baseReady.facts().path();
        Path tunedPath = tunedReady.facts().path();
        Policies policies =
                new Policies(dtype.get(), scope.scopeProperty().get(), vocabulary.get());
        status.set(PairStatus.CHECKING);
        checker.ask(
                (_, _) -> core.check(basePath, tunedPath, policies, target.get()),
                found -> onWindow(() -> checked(found, basePath, tunedPath)),
                failure -> onWindow(() -> status.set(PairStatus.refused(Reason.of(failure)))));
    }

    private void checked(CheckedPair found, Path basePath, Path tunedPath) {
        boolean stillAsked =
                base.get().path().equals(Optional.of(basePath))
                        && tuned.get().path().equals(Optional.of(tunedPath));
        if (stillAsked) {
            quantization.look(found.check(), basePath, tunedPath);
            pair.set(found);
            status.set(PairStatus.of(found, basePath.equals(tunedPath)));
        }
    }

    /// Tells whoever shows the rows to ask for them again.
    private void rowsChanged() {
        CheckedPair checked = pair.get();
        if (checked != null) {
            pair.set(null);
            pair.set(checked);
        }
    }

    private PairStatus statusOfSides() {
        if (base.get() instanceof Side.Failed failed) {
            return PairStatus.refused(failed.reason());
        }
        if (tuned.get() instanceof Side.Failed failed) {
            return PairStatus.refused(failed.reason());
        }
        boolean reading = base.get() instanceof Side.Reading || tuned.get() instanceof Side.Reading;
        return reading ? PairStatus.CHECKING : PairStatus.NOTHING;
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
        resolve(state, state.choice(FOLDER, "")).ifPresent(output::chooseFolder);
        resolve(state, state.choice(BASE, "")).ifPresent(path -> set(Role.BASE, path));
        resolve(state, state.choice(TUNED, "")).ifPresent(path -> set(Role.TUNED, path));
    }

    /// Takes a pair that another place chose.
    private void follow(WorkspaceState before, WorkspaceState now) {
        followSide(before, now, BASE, Role.BASE, base.get());
        followSide(before, now, TUNED, Role.TUNED, tuned.get());
        if (!before.items().equals(now.items()) && tuned.get() instanceof Side.Ready ready) {
            bringBase(ready.facts().path());
        }
    }

    private void followSide(
            WorkspaceState before, WorkspaceState now, String key, Role side, Side current) {
        String chosen = now.choice(key, "");
        if (!Objects.equals(before.choice(key, ""), chosen)) {
            resolve(now, chosen)
                    .filter(path -> !current.path().equals(Optional.of(path)))
                    .ifPresent(path -> set(side, path));
        }
    }

    /// The path that a saved choice means: an item of the library by its id, or a path.
    private static Optional<Path> resolve(WorkspaceState state, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(state.item(text).map(Item::path).orElseGet(() -> Path.of(text)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
