package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Beside;
import org.taskvectors.vector.SavedVector;

/// What a request for a merge names, open.
///
/// @param method how it is merged
/// @param base the base; empty if none is given
/// @param ingredients in their order
/// @param given what each is taken as
/// @param opened what has to be closed
/// @param beside what the folder holds otherwise than the base's or the first model's
/// @param notes what a person should know of them together, in sentences without full stops
record MergeSides(
        Method method,
        Optional<Checkpoint> base,
        List<Checkpoint> ingredients,
        List<Space> given,
        List<Checkpoint> opened,
        Beside beside,
        List<String> notes)
        implements AutoCloseable {
    /// Opens everything; reads headers only.
    ///
    /// @throws Failure where something cannot be opened, is not what it is taken as, or the method
    ///   does not take it
    static MergeSides of(MergeRequest request) throws IOException {
        List<Checkpoint> opened = new ArrayList<>();
        try {
            if (request.stacking().isPresent()) {
                MergeSides sides = stacked(request, request.stacking().get(), opened);
                sides.requireTaken(request.output());
                return sides;
            }
            Optional<Checkpoint> base = Optional.empty();
            if (request.base().isPresent()) {
                base = Optional.of(request.base().get().open());
                opened.add(base.get());
                Placeholders.requireNone(base.get());
                SavedVector.requireBase(base.get());
            }
            List<Checkpoint> ingredients = new ArrayList<>();
            for (Given given : request.ingredients()) {
                Checkpoint one = given.located().open();
                opened.add(one);
                ingredients.add(one);
                requireKind(given.space(), one, base);
            }
            MergeSides sides =
                    new MergeSides(
                            request.method(),
                            base,
                            List.copyOf(ingredients),
                            request.ingredients().stream().map(Given::space).toList(),
                            opened,
                            request.beside(Map.of()),
                            List.of());
            sides.requireTaken(request.output());
            return MergeWords.of(request, sides);
        } catch (IOException | RuntimeException | Error e) {
            opened.forEach(Checkpoint::close);
            throw e;
        }
    }

    private static MergeSides stacked(
            MergeRequest request, Stacking stacking, List<Checkpoint> opened) throws IOException {
        List<Checkpoint> models = stacking.open(opened);
        for (Checkpoint model : models) {
            requireKind(Space.MODELS, model, Optional.empty());
        }
        MergeWords.Stacked worded = MergeWords.ofStacked(request, stacking, models);
        models = worded.models();
        return stacked(request, stacking, models, opened, worded);
    }

    private static MergeSides stacked(
            MergeRequest request,
            Stacking stacking,
            List<Checkpoint> models,
            List<Checkpoint> opened,
            MergeWords.Stacked worded) {
        return new MergeSides(
                request.method(),
                stacking.base().map(stack -> stack.of(models)),
                stacking.ingredients().stream().map(stack -> stack.of(models)).toList(),
                request.ingredients().stream().map(Given::space).toList(),
                opened,
                worded.beside(),
                worded.notes());
    }

    private static void requireKind(Space space, Checkpoint one, Optional<Checkpoint> base)
            throws Failure {
        Placeholders.requireNone(one);
        if (space == Space.VECTORS) {
            if (base.isPresent()) {
                SavedVector.requireVector(one, base.get());
            }
            return;
        }
        Optional<Failure> refusal =
                SavedVector.notAModel(
                        one,
                        MethodProblem.INGREDIENTS,
                        "a model is asked for",
                        "Give it as a vector");
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /// Whether vectors are merged, those of models too.
    boolean isOfVectors() {
        return MergeRequest.isOfVectors(method, given, base.isPresent());
    }

    /// Returns what a person should know of them together and of each.
    List<String> allNotes() {
        return Stream.concat(
                        opened.stream().map(MergeSides::taken).flatMap(Optional::stream).distinct(),
                        notes.stream())
                .toList();
    }

    /// Says which dictionary of a file was taken, where it holds several.
    private static Optional<String> taken(Checkpoint one) {
        return one.about()
                .dictionaries()
                .filter(found -> found.keys().size() > 1)
                .map(
                        found ->
                                Shown.of(one.name())
                                        + " holds "
                                        + Shown.of(String.join(", ", found.keys()))
                                        + ", and "
                                        + one.about()
                                                .said()
                                                .under()
                                                .or(found::byDefault)
                                                .map(key -> Shown.of(key) + " was taken")
                                                .orElse("all were taken, with joined names"));
    }

    /// Notes what the files of all of it look like now.
    FileStamps stamps() {
        return FileStamps.of(
                opened.stream().flatMap(one -> one.about().weightFiles().stream()).toList());
    }

    /// Returns a request whose coefficients along the depth are those of these layers.
    ///
    /// @throws Failure [MethodProblem#PARAMETER] if the method has nothing to scale
    MergeRequest laidOut(MergeRequest request) throws Failure {
        if (request.chosen().lines().isEmpty() || !isOfVectors()) {
            return request;
        }
        Map<String, Integer> layers =
                base.isPresent()
                        ? Naming.of(base.get()).layersOfStacks()
                        : LaidVectors.byNames(vectors()).layers();
        return request.withChosen(request.chosen().laidOut(method, layers));
    }

    /// Checks that vectors are merged, so that there is a change to be measured.
    ///
    /// @throws Failure [MethodProblem#INGREDIENTS]
    void requireVectors() throws Failure {
        if (!isOfVectors() || base.isEmpty()) {
            throw refused(
                    method.title() + " mixes models here, and a preview is of vectors",
                    "Merge vectors on a base");
        }
    }

    private void requireTaken(Output output) throws Failure {
        if (isOfVectors() && !method.spaces().contains(Space.VECTORS)) {
            throw refused(
                    method.title() + " mixes models, and was given a vector", "Give it models");
        }
        boolean isModel = output instanceof Output.Model;
        if (isOfVectors() && base.isEmpty() && isModel) {
            throw refused(
                    "merged vectors are a model only on their base, and none is given",
                    "Name the model that they are changes of (--base), or save them as a vector"
                            + " (--as vector)");
        }
        if (isOfVectors() && base.isEmpty() && given.contains(Space.MODELS)) {
            throw refused(
                    "a model is a vector only as its difference from a base, and none is given",
                    "Name the model that it was made from (--base)");
        }
        if (!isOfVectors() && base.isEmpty() && !isModel) {
            throw refused(
                    "a mixture of models is a model and no vector, and there is no base that it"
                            + " could be the difference from",
                    "Name the base (--base), or save it as a model (--as model)");
        }
        if (!isOfVectors() && method.readsBase() && base.isEmpty()) {
            throw refused(
                    method.title() + " needs a base, and none is given",
                    "Name the model that the other was made from (--base)");
        }
    }

    private static Failure refused(String what, String advice) {
        return Failure.of(MethodProblem.INGREDIENTS, null, what, advice);
    }

    /// Returns the ingredients as vectors: a model's difference from the base.
    List<Vector> vectors() throws Failure {
        List<Vector> vectors = new ArrayList<>();
        for (int k = 0; k < ingredients.size(); k++) {
            Checkpoint one = ingredients.get(k);
            vectors.add(
                    given.get(k) == Space.VECTORS
                            ? SavedVector.of(one)
                            : ModelDelta.of(base.orElseThrow(), one));
        }
        return vectors;
    }

    /// Returns those of [#vectors] that were given as vectors: they are held against the base.
    List<Vector> onlyVectors(List<Vector> vectors) {
        return IntStream.range(0, vectors.size())
                .filter(k -> given.get(k) == Space.VECTORS)
                .mapToObj(vectors::get)
                .toList();
    }

    /// Returns the models that are mixed, the base first where it is read.
    List<Checkpoint> models() {
        return method.readsBase()
                ? Stream.concat(base.stream(), ingredients.stream()).toList()
                : ingredients;
    }

    @Override
    public void close() {
        opened.forEach(Checkpoint::close);
    }
}
