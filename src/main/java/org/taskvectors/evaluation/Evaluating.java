package org.taskvectors.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// One run of an evaluation: asks what its record does not hold, and appends it.
final class Evaluating {
    private final AskedModel model;
    private final List<Trial> trials;
    private final StudyRecord record;
    private final Done done;
    private final Consumer<Study> listener;
    private final Map<List<Double>, PointResult> points = new LinkedHashMap<>();
    private final List<BaseLogits> logits = new ArrayList<>();
    private Study study;

    Evaluating(
            AskedModel model,
            List<Trial> trials,
            Study study,
            StudyRecord record,
            Done done,
            Consumer<Study> listener) {
        this.model = model;
        this.trials = List.copyOf(trials);
        this.study = study;
        this.record = record;
        this.done = done;
        this.listener = listener;
        trials.forEach(_ -> logits.add(new BaseLogits()));
    }

    /// Asks until every point was asked.
    ///
    /// @throws CancelledException if it was cancelled; what was asked is recorded
    Study run(Progress progress, Cancellation cancellation) throws IOException, CancelledException {
        Work work = new Work(progress, cancellation);
        progress.begin(work.left(), "tokens");
        if (work.asksBase()) {
            work.base();
        }
        for (Point point : study.plan().points()) {
            work.ask(point);
        }
        if (study.plan() instanceof Plan.Along along) {
            work.refine(along);
            work.search(along);
        }
        if (!work.isRecordDone()) {
            record.addEnd();
        }
        study = study.with(study.base(), List.copyOf(points.values()), true);
        listener.accept(study);
        return study;
    }

    /// The evaluation while it runs.
    private final class Work {
        private final Progress progress;
        private final Cancellation cancellation;
        private boolean asked;

        Work(Progress progress, Cancellation cancellation) {
            this.progress = progress;
            this.cancellation = cancellation;
        }

        /// Whether nothing was asked that the record did not hold.
        boolean isRecordDone() {
            return !asked && done.isEnded();
        }

        /// Whether the base is asked: as one side of comparisons, or as the point itself.
        boolean asksBase() {
            return study.plan().asksBase()
                    || study.plan().points().stream().anyMatch(Point::isBase);
        }

        /// Returns how many tokens are read at most, without what was asked before.
        long left() {
            long left = asksBase() ? left(Done.Place.BASE) : 0;
            for (Point point : study.plan().points()) {
                left += point.isBase() ? 0 : left(Done.Place.of(point));
            }
            return left + Math.max(0, study.plan().more() * whole() - recordedMore());
        }

        /// Returns how many tokens of points beyond the plan's, which bends and the search of the
        /// best asked for, were asked before.
        private long recordedMore() {
            return done.places().stream()
                    .filter(place -> !place.equals(Done.Place.BASE))
                    .filter(
                            place ->
                                    study.plan().points().stream()
                                            .map(Done.Place::of)
                                            .noneMatch(place::equals))
                    .mapToLong(place -> whole() - left(place))
                    .sum();
        }

        private long whole() {
            long tokens = 0;
            for (Trial trial : trials) {
                for (int batch = 0; batch < trial.batches(); batch++) {
                    tokens += trial.tokens(batch);
                }
            }
            return tokens;
        }

        private long left(Done.Place place) {
            long tokens = 0;
            for (int task = 0; task < trials.size(); task++) {
                Trial trial = trials.get(task);
                for (int batch = 0; batch < trial.batches(); batch++) {
                    tokens += known(place, task, batch).isPresent() ? 0 : trial.tokens(batch);
                }
            }
            return tokens;
        }

        /// Returns the answers to a batch that were recorded; an older version may have cut batches
        /// otherwise, and then they are asked again.
        private Optional<Part> known(Done.Place place, int task, int batch) {
            return done.part(place, task, batch)
                    .filter(
                            part ->
                                    part.rows().stream()
                                            .map(Part.Row::row)
                                            .toList()
                                            .equals(trials.get(task).rows(batch)));
        }

        /// Asks the base, whose logits are kept as far as edited models are compared with them.
        void base() throws IOException, CancelledException {
            boolean comparesLater =
                    !done.isEnded()
                            && study.plan().points().stream().anyMatch(point -> !point.isBase());
            for (int task = 0; task < trials.size(); task++) {
                Trial trial = trials.get(task);
                for (int batch = 0; batch < trial.batches(); batch++) {
                    Optional<Part> known = known(Done.Place.BASE, task, batch);
                    boolean isMeasured = comparesLater && isMeasured(trial, batch);
                    Part part =
                            known.isEmpty() || isMeasured
                                    ? ask(Optional.empty(), task, batch, logits.get(task).keeping())
                                    : known.get();
                    if (known.isEmpty()) {
                        keep(Done.Place.BASE, task, batch, part);
                    }
                    study.base().scores().get(task).add(known.orElse(part));
                }
            }
            String fingerprint = fingerprint(Done.Place.BASE, Optional.empty());
            study = study.with(study.base().withFingerprint(fingerprint), List.of(), false);
            listener.accept(study);
        }

        private boolean isMeasured(Trial trial, int batch) {
            List<TaskRow> rows = trial.task().rows();
            return trial.rows(batch).stream().anyMatch(row -> rows.get(row).measured() > 0);
        }

        private Part ask(Optional<List<Knob>> knobs, int task, int batch, Divergence divergence)
                throws IOException, CancelledException {
            cancellation.check();
            Trial trial = trials.get(task);
            return model.ask(
                    knobs, one -> trial.ask(one, batch, divergence, cancellation), cancellation);
        }

        private void keep(Done.Place place, int task, int batch, Part part) throws Failure {
            asked = true;
            record.add(place, task, batch, part);
            progress.add(trials.get(task).tokens(batch));
        }

        private String fingerprint(Done.Place place, Optional<List<Knob>> knobs)
                throws IOException, CancelledException {
            Optional<String> known = done.fingerprint(place);
            if (known.isPresent()) {
                return known.get();
            }
            String now = model.fingerprint(knobs, cancellation);
            record.add(place, now);
            return now;
        }

        /// Asks a point, unless it was asked.
        PointResult ask(Point point) throws IOException, CancelledException {
            PointResult known = points.get(point.at());
            if (known != null) {
                return known;
            }
            PointResult result = point.isBase() ? study.base().at(point) : edited(point);
            points.put(point.at(), result);
            study = study.with(study.base(), List.copyOf(points.values()), false);
            listener.accept(study);
            return result;
        }

        private PointResult edited(Point point) throws IOException, CancelledException {
            Done.Place place = Done.Place.of(point);
            Optional<List<Knob>> knobs = Optional.of(point.knobs());
            List<Scores> scores = Study.blank(study.tasks());
            for (int task = 0; task < trials.size(); task++) {
                for (int batch = 0; batch < trials.get(task).batches(); batch++) {
                    Optional<Part> known = known(place, task, batch);
                    Part part = known.orElse(null);
                    if (part == null) {
                        part = ask(knobs, task, batch, logits.get(task).comparing());
                        keep(place, task, batch, part);
                    }
                    scores.get(task).add(part);
                    done.forget(place, task, batch);
                }
            }
            return new PointResult(point, scores, fingerprint(place, knobs));
        }

        /// Asks more points where a curve bends.
        void refine(Plan.Along along) throws IOException, CancelledException {
            for (int i = 0; i < along.finer(); i++) {
                for (int curve = 0; curve < along.curves(); curve++) {
                    OptionalDouble next = Refinement.next(study, along, curve);
                    if (next.isPresent()) {
                        askExtra(along.point(curve, next.getAsDouble()));
                    } else {
                        takeBack(1);
                    }
                }
            }
        }

        private void search(Plan.Along along) throws IOException, CancelledException {
            for (int curve = 0; curve < along.curves() && along.best() > 0; curve++) {
                int one = curve;
                int before = points.size();
                BestSearch.search(
                        study,
                        along,
                        curve,
                        lambda -> {
                            askExtra(along.point(one, lambda));
                            return study;
                        });
                takeBack(along.best() - (points.size() - before));
            }
        }

        private void askExtra(Point point) throws IOException, CancelledException {
            boolean isNew = !points.containsKey(point.at());
            ask(point);
            if (isNew && point.isBase()) {
                // It was counted as if it had to be asked.
                progress.lessen(whole());
            }
        }

        private void takeBack(int count) {
            progress.lessen(Math.max(0, count) * whole());
        }
    }
}
