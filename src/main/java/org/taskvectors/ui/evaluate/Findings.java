package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.figure.study.Measure;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PictureMaker;
import org.taskvectors.figure.study.PlaneView;
import org.taskvectors.figure.study.StudyNumbers;
import org.taskvectors.figure.study.StudyWords;
import org.taskvectors.job.Latest;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.sandbox.SettingJson;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.sandbox.SandboxViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.WorkspaceState;

/// What is shown of an evaluation: its figures, and what it says at the chosen point. The point
/// follows the vectors' sliders, and the sliders follow the point. Lives on the window's thread;
/// figures are made beside it.
public final class Findings implements AutoCloseable {
    static final String POINT = "evaluate.point.";
    private static final String TASK = "evaluate.task";
    private static final String MEASURE = "evaluate.measure";
    private static final String PLANE = "evaluate.plane";

    private final AppContext context;
    private final SandboxViewModel sandbox;
    private final Latest maker = new Latest("evaluate-figures");
    private final ReadOnlyObjectWrapper<Optional<Study>> study =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Picture>> picture =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");
    private StudyNumbers numbers = new StudyNumbers();
    private String id = "";
    private Optional<PictureMaker.View> asked = Optional.empty();

    Findings(AppContext context, SandboxViewModel sandbox) {
        this.context = context;
        this.sandbox = sandbox;
        sandbox.setup().vectorsProperty().addListener((_, _, _) -> followSliders());
        context.state().addListener((_, _, _) -> make(false));
    }

    /// The evaluation as far as it is; empty while none is shown.
    public ReadOnlyObjectProperty<Optional<Study>> studyProperty() {
        return study.getReadOnlyProperty();
    }

    /// What is shown of it; a moment behind it.
    public ReadOnlyObjectProperty<Optional<Picture>> pictureProperty() {
        return picture.getReadOnlyProperty();
    }

    /// Why it cannot be shown; empty mostly.
    public ReadOnlyObjectProperty<String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Returns the id of the evaluation that is shown; empty while none is.
    public String id() {
        return id;
    }

    /// Shows an evaluation, or more of the one that is shown.
    void show(String evaluation, Study now) {
        if (!evaluation.equals(id)) {
            id = evaluation;
            numbers = new StudyNumbers();
            picture.set(Optional.empty());
        }
        problem.set("");
        study.set(Optional.of(now));
        followSliders();
        make(true);
    }

    /// Shows none.
    ///
    /// @param reason why; empty where there is nothing to say
    void clear(String reason) {
        id = "";
        asked = Optional.empty();
        maker.drop();
        study.set(Optional.empty());
        picture.set(Optional.empty());
        problem.set(reason);
    }

    public Measure measure() {
        String word = state().choice(MEASURE, "");
        for (Measure one : Measure.values()) {
            if (one.name().equals(word)) {
                return one;
            }
        }
        return Measure.ACCURACY;
    }

    public void choose(Measure measure) {
        view(MEASURE, measure.name());
    }

    /// Returns the number of the chosen task.
    public int task() {
        return number(TASK, 0);
    }

    public void chooseTask(int task) {
        view(TASK, Integer.toString(task));
    }

    /// Returns what the plane shows, as [PlaneView#index].
    public int plane() {
        return number(PLANE, PlaneView.MEAN);
    }

    public void choosePlane(PlaneView view) {
        view(PLANE, Integer.toString(view.index()));
    }

    /// Chooses the computed point nearest to λ on a curve.
    ///
    /// @param x λ, or the layer
    /// @param drawing names the figure: which of two it is
    public void pick(String drawing, double x, double y) {
        for (Study now : study.get().stream().toList()) {
            List<Double> wanted =
                    switch (now.plan()) {
                        case Plan.Single _ -> List.of();
                        case Plan.Along along -> List.of(along.each() ? curve(now, x, y) : 0.0, x);
                        case Plan.Plane _ -> List.of(x, drawing.equals("plane") ? y : x);
                        case Plan.Layers _ ->
                                List.of(
                                        drawing.equals("without")
                                                ? Plan.Layers.WITHOUT
                                                : Plan.Layers.ALONE,
                                        x);
                    };
            StudyNumbers.nearest(now, wanted).ifPresent(this::choose);
        }
    }

    /// Returns the curve that lies nearest to a place of the figure.
    private double curve(Study now, double x, double y) {
        Measure measure = measure();
        int task = Math.clamp(task(), 0, now.tasks().size() - 1);
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int curve = 0; curve < ((Plan.Along) now.plan()).curves(); curve++) {
            Optional<PointResult> near = StudyNumbers.nearest(now, List.of((double) curve, x));
            double away =
                    near.map(one -> measure.of(numbers.result(now, one, task)))
                            .map(value -> Math.abs(value - y))
                            .orElse(Double.POSITIVE_INFINITY);
            if (away < least) {
                least = away;
                best = curve;
            }
        }
        return best;
    }

    /// Chooses a point: the sliders of its vectors stand there then, where they are still laid.
    public void choose(PointResult point) {
        for (Study now : study.get().stream().toList()) {
            UnaryOperator<WorkspaceState> keep =
                    state -> state.withChoice(POINT + id, Places.write(point.point().at()));
            List<Laid> laid = sandbox.setup().vectorsProperty().get();
            if (isLaid(now)) {
                sandbox.setup()
                        .lay(
                                "Choose a point",
                                "evaluate.point",
                                Places.laid(now.plan(), laid, point.point()),
                                keep);
            } else {
                context.workspace().update(keep);
            }
        }
    }

    /// Whether the vectors of an evaluation are those that are laid now.
    boolean isLaid(Study now) {
        return Places.areSame(
                SettingJson.vectors(now.facts().setting()),
                sandbox.setup().vectorsProperty().get());
    }

    /// Returns the vectors as the chosen point has them; empty while none is shown.
    Optional<List<Laid>> laid() {
        return picture.get()
                .flatMap(
                        now ->
                                now.shown()
                                        .map(
                                                point ->
                                                        Places.exactly(
                                                                SettingJson.vectors(
                                                                        now.study()
                                                                                .facts()
                                                                                .setting()),
                                                                point.point())));
    }

    /// Returns where the sliders stand while no point was computed there; empty where one was.
    public String aside() {
        for (Picture now : picture.get().stream().toList()) {
            if (!isLaid(now.study())) {
                return "Other vectors lie on the model now; take to Prompt lays these.";
            }
            List<Double> shown = now.shown().map(one -> one.point().at()).orElse(List.of());
            boolean isOverLambda =
                    now.study().plan() instanceof Plan.Along
                            || now.study().plan() instanceof Plan.Plane;
            Optional<List<Double>> sliders =
                    Places.of(now.study().plan(), sandbox.setup().vectorsProperty().get(), shown);
            if (isOverLambda && !sliders.equals(Optional.of(shown)) && !shown.isEmpty()) {
                return "The sliders stand beside the points; the nearest one is shown.";
            }
        }
        return "";
    }

    private void followSliders() {
        for (Study now : study.get().stream().filter(this::isLaid).toList()) {
            List<Double> before = at(now);
            Places.of(now.plan(), sandbox.setup().vectorsProperty().get(), before)
                    .filter(place -> !place.equals(before))
                    .ifPresent(
                            place ->
                                    context.workspace()
                                            .update(
                                                    state ->
                                                            state.withChoice(
                                                                    POINT + id,
                                                                    Places.write(place))));
        }
        make(false);
    }

    /// Returns the chosen place: as it was kept, else that of every vector at λ = 1.
    private List<Double> at(Study now) {
        List<Double> kept = Places.read(state().choice(POINT + id, ""));
        if (!kept.isEmpty()) {
            return kept;
        }
        return switch (now.plan()) {
            case Plan.Layers _ -> List.of(Plan.Layers.WHOLE, 0.0);
            case Plan.Single _ -> List.of();
            case Plan.Along _ -> List.of(0.0, 1.0);
            case Plan.Plane _ -> List.of(1.0, 1.0);
        };
    }

    private void view(String key, String value) {
        context.workspace().update(state -> state.withChoice(key, value));
    }

    private int number(String key, int otherwise) {
        try {
            return Integer.parseInt(state().choice(key, ""));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private WorkspaceState state() {
        // What was done a moment ago counts, whether the window heard of it or not.
        return context.workspace().state();
    }

    /// Makes what is shown anew, off the window's thread.
    ///
    /// @param isNew whether the evaluation has more than before
    private void make(boolean isNew) {
        if (study.get().isEmpty()) {
            return;
        }
        Study now = study.get().get();
        PictureMaker.View view = new PictureMaker.View(at(now), task(), measure(), plane());
        if (!isNew && asked.filter(view::equals).isPresent()) {
            return;
        }
        asked = Optional.of(view);
        PictureMaker pictures = maker(now, view);
        String of = id;
        maker.ask(
                (_, _) -> pictures.picture(),
                made -> here(of, () -> picture.set(Optional.of(made))),
                failure -> here(of, () -> problem.set(FailureWords.of(failure))));
    }

    private void here(String of, Runnable action) {
        context.background()
                .window()
                .execute(
                        () -> {
                            if (of.equals(id)) {
                                action.run();
                            }
                        });
    }

    /// Returns what makes the figures of an evaluation, with the vectors' colours as they are now.
    PictureMaker maker(Study now, PictureMaker.View view) {
        List<Integer> colours = new ArrayList<>();
        SettingJson.vectors(now.facts().setting())
                .forEach(laid -> colours.add(sandbox.colour(laid)));
        return new PictureMaker(
                new StudyWords(
                        now,
                        vector -> vector < colours.size() ? colours.get(vector) : vector,
                        now.tasks().stream().map(task -> task.facts().name()).toList()),
                numbers,
                view);
    }

    /// Returns what makes the figures that are shown now; empty while none are.
    Optional<PictureMaker> maker() {
        return study.get()
                .map(now -> maker(now, new PictureMaker.View(at(now), task(), measure(), plane())));
    }

    @Override
    public void close() {
        maker.close();
    }
}
