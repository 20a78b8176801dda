package org.taskvectors.analysis;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;

/// The files that a part of a measurement was made of, as they lay on its machine.
///
/// @param places where they lay
/// @param stamps what they were
record MeasuredAt(List<Location> places, List<Stamp> stamps) {
    /// Returns the files as they are now; empty if one of them cannot be read.
    static Optional<MeasuredAt> of(Optional<List<Location>> places) {
        return places.flatMap(
                all ->
                        ProfileStore.stamps(all)
                                .map(
                                        stamps ->
                                                new MeasuredAt(
                                                        all.stream()
                                                                .map(MeasuredAt::absolute)
                                                                .toList(),
                                                        stamps)));
    }

    /// Returns the files that all parts were made of; empty if they were not the same for all, by
    /// their places, sizes, times of modification and headers.
    static Optional<MeasuredAt> ofAll(List<Optional<MeasuredAt>> parts) {
        return parts.stream().distinct().count() == 1 ? parts.getFirst() : Optional.empty();
    }

    /// The part may be joined from another folder.
    private static Location absolute(Location place) {
        return new Location(
                place.path().toAbsolutePath().normalize(),
                place.said(),
                place.base().map(MeasuredAt::absolute));
    }

    static void write(PackedWriter out, Optional<MeasuredAt> at) {
        out.list(
                at.stream().toList(),
                (to, known) -> {
                    to.list(known.places, MeasuredAt::place);
                    to.list(known.stamps, Stamp::write);
                });
    }

    static Optional<MeasuredAt> read(PackedReader in) {
        return in
                .list(from -> new MeasuredAt(from.list(MeasuredAt::place), from.list(Stamp::read)))
                .stream()
                .findFirst();
    }

    private static void place(PackedWriter out, Location place) {
        out.text(place.path().toString());
        OpenOptions said = place.said();
        out.list(said.scale().stream().toList(), MeasuredAt::scale);
        out.list(said.adapter().stream().toList(), PackedWriter::text);
        out.list(said.under().stream().toList(), PackedWriter::text);
        out.list(place.base().stream().toList(), MeasuredAt::place);
    }

    private static Location place(PackedReader in) {
        return new Location(
                path(in.text()),
                new OpenOptions(
                        in.list(MeasuredAt::scale).stream().findFirst(),
                        in.list(PackedReader::text).stream().findFirst(),
                        in.list(PackedReader::text).stream().findFirst()),
                in.list(MeasuredAt::place).stream().findFirst());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("a path of another kind of machine", e);
        }
    }

    private static void scale(PackedWriter out, LoraScale scale) {
        switch (scale) {
            case LoraScale.Factor factor -> {
                out.count(0);
                out.real(factor.value());
            }
            case LoraScale.Alpha alpha -> {
                out.count(alpha.rankStabilised() ? 2 : 1);
                out.real(alpha.alpha());
            }
        }
    }

    private static LoraScale scale(PackedReader in) {
        long kind = in.count();
        double value = in.real();
        return kind == 0 ? new LoraScale.Factor(value) : new LoraScale.Alpha(value, kind == 2);
    }
}
