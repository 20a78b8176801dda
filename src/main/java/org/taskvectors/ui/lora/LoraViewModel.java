package org.taskvectors.ui.lora;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.lora.LoraProblem;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.extraction.lora.LoraRequest;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.tensor.DType;
import org.taskvectors.ui.common.Destination;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.ui.common.SuggestedText;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;

/// The choices for an adapter that is made of a vector, the job that makes it, and what came of it.
/// Knows no scene graph.
public final class LoraViewModel {
    /// What bounds the rank.
    public enum Mode {
        RANK("Rank"),
        ENERGY("Energy");

        private final String label;

        Mode(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// Where it stands.
    public enum State {
        CHOOSING,
        /// An adapter is in that folder already; it waits for a yes.
        ASKING,
        RUNNING,
        DONE,
        FAILED
    }

    private static final String CONFIG = "adapter_config.json";

    private final AppContext context;
    private final LoraCore core;
    private final ReadOnlyObjectWrapper<Optional<FileItem>> vector =
            new ReadOnlyObjectWrapper<>(this, "vector", Optional.empty());
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(this, "state", State.CHOOSING);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ObjectProperty<Mode> mode = new SimpleObjectProperty<>(this, "mode", Mode.RANK);
    private final StringProperty rank = new SimpleStringProperty(this, "rank", "16");
    private final StringProperty energy = new SimpleStringProperty(this, "energy", "90");
    private final ObjectProperty<DType> dtype =
            new SimpleObjectProperty<>(this, "dtype", DType.F32);
    private final BooleanProperty partial = new SimpleBooleanProperty(this, "partial", false);
    private final ReadOnlyBooleanWrapper asksPartial =
            new ReadOnlyBooleanWrapper(this, "asksPartial", false);
    private final StringProperty name = new SimpleStringProperty(this, "name", "");
    private final Destination destination = new Destination(name);
    private final SuggestedText baseName = new SuggestedText(this, "baseName");
    private final LoraScope scope = new LoraScope();
    private final LoraTime time;
    private String unreadable = "";
    private Optional<LoraResult> result = Optional.empty();
    private @Nullable Job<LoraResult> job;

    public LoraViewModel(AppContext context, LoraCore core) {
        this.context = context;
        this.core = core;
        this.time = new LoraTime(context);
        List.<Observable>of(
                        mode,
                        rank,
                        energy,
                        dtype,
                        partial,
                        name,
                        destination.folderProperty(),
                        baseName.textProperty())
                .forEach(property -> property.addListener(_ -> chosen()));
        scope.model().scopeProperty().addListener(_ -> chosen());
        scope.model().problemProperty().addListener(_ -> chosen());
    }

    /// The vector that the adapter is made of; empty while the panel is put away.
    public ReadOnlyObjectProperty<Optional<FileItem>> vectorProperty() {
        return vector.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// Why it cannot begin, or why it failed; empty where nothing is wrong.
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// How long it will take, and from what that is known; empty where nothing is.
    public String timeAhead() {
        return isReady()
                ? wanted().map(rank -> time.words(scope().coverageProperty().get(), rank))
                        .orElse("")
                : "";
    }

    public ObjectProperty<Mode> modeProperty() {
        return mode;
    }

    /// The rank as it is typed.
    public StringProperty rankProperty() {
        return rank;
    }

    /// The share of ‖τ‖² that is kept, in percent, as it is typed.
    public StringProperty energyProperty() {
        return energy;
    }

    /// Whether changes may be left out that cannot be read.
    public BooleanProperty partialProperty() {
        return partial;
    }

    /// Whether the last try failed for want of such a choice.
    public ReadOnlyBooleanProperty asksPartialProperty() {
        return asksPartial.getReadOnlyProperty();
    }

    public ObjectProperty<DType> dtypeProperty() {
        return dtype;
    }

    /// The name of the adapter's folder.
    public StringProperty nameProperty() {
        return name;
    }

    /// The folder that it goes into.
    public ObjectProperty<Path> folderProperty() {
        return destination.folderProperty();
    }

    /// What the adapter will call its base, in its configuration: what the vector says it is, until
    /// somebody writes something else.
    public StringProperty baseNameProperty() {
        return baseName.textProperty();
    }

    /// Which modules the adapter is made of.
    public ScopeViewModel scope() {
        return scope.model();
    }

    /// What the job left, once it is [State#DONE].
    public Optional<LoraResult> result() {
        return result;
    }

    /// Shows the panel for a vector, with a name and a folder to begin with. A job that runs for
    /// another one goes on in the tray.
    public void show(FileItem item) {
        if (vector.get().filter(item::equals).isEmpty() || state.get() != State.RUNNING) {
            job = null;
            result = Optional.empty();
            destination.setBeside(item.path());
            name.set(stem(item.name()) + "-lora");
            unreadable = "";
            partial.set(false);
            asksPartial.set(false);
            scope.show(List.of());
            baseName.followAgain();
            baseName.suggest(base(item).map(FileItem::name).orElse(""));
            state.set(State.CHOOSING);
            chosen();
            inspect(item);
        }
        vector.set(Optional.of(item));
    }

    private void inspect(FileItem item) {
        Located source = context.state().get().located(item);
        context.background()
                .brief(
                        "Opening " + item.name(),
                        (_, _) -> core.inspect(source),
                        known -> {
                            if (vector.get().filter(item::equals).isPresent()) {
                                scope.show(known.matrices());
                                known.baseName().ifPresent(baseName::suggest);
                            }
                        },
                        failure -> {
                            if (vector.get().filter(item::equals).isPresent()) {
                                unreadable = FailureWords.of(failure);
                                chosen();
                            }
                        });
    }

    private Optional<FileItem> base(FileItem item) {
        return item.base().flatMap(context.state().get()::file);
    }

    /// Puts the panel away; a job that runs goes on.
    public void hide() {
        vector.set(Optional.empty());
    }

    public void chooseFolder() {
        context.dialogs()
                .openFolder("Where the adapter goes")
                .ifPresent(destination.folderProperty()::set);
    }

    /// The adapter's folder; empty while the name is no name.
    public Optional<Path> target() {
        return destination.path();
    }

    /// Begins, as a job of the tray.
    ///
    /// @param overwrite whether an adapter that is there may be replaced; where not, and there is
    ///   one, it asks
    public void start(boolean overwrite) {
        Optional<LoraRank> wanted = wanted();
        Optional<Path> target = target();
        if (!isReady() || wanted.isEmpty() || target.isEmpty() || vector.get().isEmpty()) {
            return;
        }
        if (!overwrite && Files.exists(target.get().resolve(CONFIG))) {
            state.set(State.ASKING);
            return;
        }
        FileItem item = vector.get().get();
        LoraRequest request =
                new LoraRequest(
                        context.state().get().located(item),
                        target.get(),
                        wanted.get(),
                        scope.chosen(),
                        dtype.get(),
                        baseName.isSaid() || !baseName.textProperty().get().isBlank()
                                ? Optional.of(baseName.textProperty().get().strip())
                                : Optional.empty(),
                        overwrite,
                        partial.get(),
                        context.compute());
        long weights = scope().coverageProperty().get().weights();
        problem.set("");
        result = Optional.empty();
        job =
                context.background()
                        .jobs()
                        .submit(
                                "Factoring " + item.name(),
                                Needs.DISK_AND_DEVICE.withMemory(
                                        Located.readAhead(Stream.of(request.vector()))),
                                (progress, cancellation) ->
                                        core.extract(request, progress, cancellation),
                                over ->
                                        context.background()
                                                .window()
                                                .execute(() -> ended(over, weights, wanted.get())));
        state.set(State.RUNNING);
    }

    /// Asks the job to stop.
    public void cancel() {
        if (job != null) {
            job.cancel();
        }
    }

    /// Between 0 and 1 while it runs.
    public double fraction() {
        return job == null ? 0 : job.progress().fraction();
    }

    /// Whether everything that was typed means something and nothing runs.
    public boolean isReady() {
        return state.get() != State.RUNNING && choiceProblem().isEmpty();
    }

    private void ended(Job<LoraResult> over, long weights, LoraRank rank) {
        over.result()
                .ifPresent(
                        made -> {
                            time.took(made.took(), weights, rank);
                            context.opening().add(List.of(made.folder()));
                        });
        if (!over.equals(job)) {
            over.failure()
                    .ifPresent(
                            failure -> context.background().errors().show(over.title(), failure));
            return;
        }
        result = over.result();
        if (result.isPresent()) {
            state.set(State.DONE);
        } else if (over.failure().isPresent()) {
            problem.set(FailureWords.of(over.failure().get()));
            asksPartial.set(
                    over.failure().get() instanceof Failure known
                            && known.problem() == LoraProblem.PARTIAL);
            state.set(State.FAILED);
        } else {
            state.set(State.CHOOSING);
            problem.set("Cancelled; nothing was left behind.");
        }
    }

    private void chosen() {
        if (state.get() == State.RUNNING) {
            return;
        }
        state.set(State.CHOOSING);
        problem.set(choiceProblem());
    }

    private String choiceProblem() {
        if (!unreadable.isEmpty()) {
            return unreadable;
        }
        if (!scope.model().problemProperty().get().isEmpty()) {
            return "The scope's pattern is no regular expression.";
        }
        if (wanted().isEmpty()) {
            return mode.get() == Mode.RANK
                    ? "A rank is a whole number from 1 on."
                    : "An energy is a share in percent, above 0 and at most 100.";
        }
        return target().isEmpty() ? "The adapter's folder needs a name." : "";
    }

    private Optional<LoraRank> wanted() {
        try {
            return Optional.of(
                    mode.get() == Mode.RANK
                            ? new LoraRank.Fixed(Integer.parseInt(rank.get().strip()))
                            : new LoraRank.Energy(
                                    Double.parseDouble(energy.get().strip().replace(',', '.'))
                                            / 100,
                                    LoraRequest.DEFAULT_MOST));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String stem(String name) {
        return Formats.ALL.stem(name).replace('/', '-').replace('\\', '-');
    }
}
