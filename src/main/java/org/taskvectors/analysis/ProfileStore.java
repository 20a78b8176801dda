package org.taskvectors.analysis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;

/// Keeps measurements, so that opening a vector again reads none of its weights: beside the vector
/// (`sst2.safetensors.profile`, singular values in `sst2.safetensors.spectra`), or in a cache
/// folder if that place cannot be written. Measurements with options that a person gave, or of an
/// adapter with its base, are kept in the cache folder under a name made of their stamps, since the
/// place beside the vector is for the vector's own numbers.
///
/// A kept measurement is trusted while the vector's header (by its SHA-256), size and time of
/// modification are unchanged, and the rules of measuring too. A damaged, stale or foreign file
/// counts as absent: nothing here fails, and the numbers are measured again.
public final class ProfileStore {
    private static final int LONGEST_NAME = 120;
    private static final String PROFILE = ".profile";
    private static final String SPECTRA = ".spectra";

    private final Path cacheFolder;

    /// @param cacheFolder holds the measurements that cannot be kept beside their vectors; created
    ///   on first use
    public ProfileStore(Path cacheFolder) {
        this.cacheFolder = cacheFolder;
    }

    /// Returns the vector, or the saved model, that a file of measurements lies beside: files that
    /// lie together are often chosen together. Empty for any other file.
    public static Optional<Path> measuredBy(Path file) {
        String name = String.valueOf(file.getFileName());
        return Stream.of(".change.profile", PROFILE, SPECTRA)
                .filter(name::endsWith)
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .filter(measured -> !measured.isEmpty())
                .map(file::resolveSibling)
                .filter(Files::exists)
                .findFirst();
    }

    /// Returns the kept measurement of a vector; empty if there is none that is still true.
    public Optional<Measurement> find(Path vector) {
        return lookUp(List.of(Location.of(vector)));
    }

    /// Returns the measurement that is kept beside a vector; empty if there is none there that is
    /// still true. It is for those who know no cache folder.
    public static Optional<Measurement> findBeside(Path vector) {
        return stamps(List.of(Location.of(vector)))
                .flatMap(all -> lookUp(all, List.of(beside(vector, PROFILE))));
    }

    /// Returns the kept measurement of a vector with that base; empty if there is none that is
    /// still true.
    public Optional<Measurement> find(Path vector, Path base) {
        return lookUp(List.of(Location.of(vector), Location.of(base)));
    }

    /// Keeps the measurement of a vector in place of an earlier one. Returns its file; empty if it
    /// cannot be kept anywhere.
    public Optional<Path> keep(Path vector, Measurement measurement) {
        return keep(List.of(Location.of(vector)), measurement);
    }

    /// Keeps the measurement of a vector with a base that is not the one in its own metadata. It is
    /// kept in the cache folder, besides the measurement of the vector alone.
    public Optional<Path> keep(Path vector, Path base, Measurement measurement) {
        return keep(List.of(Location.of(vector), Location.of(base)), measurement);
    }

    /// Keeps the measurement of the change between a saved model and its base, beside the model
    /// (`merged.change.profile`). Returns its file; empty if it cannot be kept anywhere.
    public Optional<Path> keepChange(Path model, Measurement change) {
        return stamps(List.of(Location.of(model)))
                .flatMap(all -> write(changePlaces(model), ProfileFormat.pack(all, change)));
    }

    /// Returns the kept measurement of the change between a saved model and its base; empty if
    /// there is none, or if the model is no longer the one that was saved.
    public Optional<Measurement> findChange(Path model) {
        return stamps(List.of(Location.of(model))).flatMap(all -> lookUp(all, changePlaces(model)));
    }

    private List<Path> changePlaces(Path model) {
        return List.of(
                beside(model, ".change.profile"),
                cacheFolder.resolve(hash(absolute(model) + "\nchange") + ".profile"));
    }

    /// Returns the kept sums over several vectors; empty if there are none that are still true for
    /// all of them. The order of the vectors is that of the sums.
    public Optional<PairSums> findPairs(List<Path> vectors) {
        return lookUpPairs(vectors.stream().map(Location::of).toList());
    }

    /// The same of vectors as they were read.
    Optional<PairSums> lookUpPairs(List<Location> vectors) {
        Optional<List<Stamp>> stamps = stamps(vectors);
        if (stamps.isEmpty()) {
            return Optional.empty();
        }
        for (Path place : pairPlaces(vectors, stamps.get())) {
            try {
                return Optional.of(PairFormat.unpack(Files.readAllBytes(place), stamps.get()));
            } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                // Absent, damaged or stale: the next place may have it.
            }
        }
        return Optional.empty();
    }

    /// Keeps the sums over several vectors. Returns their file; empty if they cannot be kept
    /// anywhere.
    public Optional<Path> keepPairs(List<Path> vectors, PairSums sums) {
        List<Location> places = vectors.stream().map(Location::of).toList();
        return stamps(places)
                .flatMap(all -> write(pairPlaces(places, all), PairFormat.pack(all, sums)));
    }

    /// Returns the present stamps of these files; empty if one of them cannot be read.
    static Optional<List<Stamp>> stamps(List<Location> places) {
        List<Stamp> stamps = new ArrayList<>();
        for (Location place : places) {
            try {
                stamps.add(place.stamp());
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return Optional.of(stamps);
    }

    /// Keeps the measurement of a vector, or of a vector with a base, unless the stamps of one of
    /// them differ from those `before`: a file that was replaced meanwhile has other numbers.
    ///
    /// @return whether it is kept
    boolean keep(List<Location> measured, Optional<List<Stamp>> before, Measurement measurement) {
        return keep(
                measured,
                before,
                all -> places(measured, all),
                all -> ProfileFormat.pack(all, measurement));
    }

    /// Keeps the sums over several vectors, unless the stamps of one of them differ from those
    /// `before`.
    ///
    /// @return whether they are kept
    boolean keepPairs(List<Location> vectors, Optional<List<Stamp>> before, PairSums sums) {
        return keep(
                vectors,
                before,
                all -> pairPlaces(vectors, all),
                all -> PairFormat.pack(all, sums));
    }

    private static boolean keep(
            List<Location> measured,
            Optional<List<Stamp>> before,
            Function<List<Stamp>, List<Path>> places,
            Function<List<Stamp>, byte[]> packed) {
        Optional<List<Stamp>> now = stamps(measured);
        return now.isPresent()
                && now.equals(before)
                && write(places.apply(now.get()), packed.apply(now.get())).isPresent();
    }

    /// What is kept of a vector (the first path), with the base that was at hand, if there was one.
    Optional<Measurement> lookUp(List<Location> measured) {
        Optional<List<Stamp>> stamps = stamps(measured);
        return stamps.isEmpty()
                ? Optional.empty()
                : lookUp(stamps.get(), places(measured, stamps.get()));
    }

    /// The singular values that are kept of a vector, with the base that was at hand, if there was
    /// one; empty if there are none that are still true.
    Optional<PerMatrix<SingularValues>> lookUpSpectra(List<Location> measured) {
        return stamps(measured)
                .flatMap(
                        all -> lookUp(SpectrumFormat.SPECTRA, all, places(measured, all, SPECTRA)));
    }

    /// Keeps singular values beside the vector, unless the stamps differ from those `before`.
    void keepSpectra(
            List<Location> measured,
            Optional<List<Stamp>> before,
            PerMatrix<SingularValues> spectra) {
        keep(
                measured,
                before,
                all -> places(measured, all, SPECTRA),
                all -> SpectrumFormat.SPECTRA.pack(all, spectra));
    }

    /// The overlaps that are kept of two vectors, whose order changes nothing.
    Optional<PerMatrix<DirectionOverlap>> lookUpOverlaps(List<Location> pair) {
        return stamps(pair)
                .flatMap(
                        all ->
                                lookUp(
                                        SpectrumFormat.OVERLAPS,
                                        all,
                                        List.of(overlapPlace(pair, all))));
    }

    /// Keeps the overlaps of two vectors in the cache folder, since there are many pairs of a few
    /// vectors, unless the stamps differ from those `before`.
    void keepOverlaps(
            List<Location> pair,
            Optional<List<Stamp>> before,
            PerMatrix<DirectionOverlap> overlaps) {
        keep(
                pair,
                before,
                all -> List.of(overlapPlace(pair, all)),
                all -> SpectrumFormat.OVERLAPS.pack(all, overlaps));
    }

    private Path overlapPlace(List<Location> pair, List<Stamp> stamps) {
        String name =
                arePlain(pair) ? hash(pair.stream().map(Location::path).toList()) : hashOf(stamps);
        return cacheFolder.resolve(name + ".overlaps");
    }

    private static <T> Optional<PerMatrix<T>> lookUp(
            PackedMatrices<T> format, List<Stamp> stamps, List<Path> places) {
        for (Path place : places) {
            try {
                return Optional.of(format.unpack(Files.readAllBytes(place), stamps));
            } catch (IOException | IllegalArgumentException e) {
                // Absent, damaged or stale: the next place may have it.
            }
        }
        return Optional.empty();
    }

    private static Optional<Measurement> lookUp(List<Stamp> stamps, List<Path> places) {
        for (Path place : places) {
            try {
                return Optional.of(ProfileFormat.unpack(Files.readAllBytes(place), stamps));
            } catch (IOException | IllegalArgumentException e) {
                // Absent, damaged or stale: the next place may have it.
            }
        }
        return Optional.empty();
    }

    private Optional<Path> keep(List<Location> measured, Measurement measurement) {
        return stamps(measured)
                .flatMap(all -> write(places(measured, all), ProfileFormat.pack(all, measurement)));
    }

    private static Optional<Path> write(List<Path> places, byte[] bytes) {
        for (Path place : places) {
            try {
                if (!FarFiles.isFar(place) && mayReplace(place)) {
                    AtomicFile.write(place, bytes);
                    return Optional.of(place);
                }
            } catch (Failure e) {
                // The next place will do, and where none does the numbers are measured again.
            }
        }
        return Optional.empty();
    }

    /// Whether a file may be replaced: one of another program that happens to have our name may
    /// not.
    private static boolean mayReplace(Path place) {
        if (!Files.exists(place)) {
            return true;
        }
        try (var in = Files.newInputStream(place)) {
            return ProfileFormat.isOurs(in.readNBytes(16));
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> places(List<Location> measured, List<Stamp> stamps) {
        return places(measured, stamps, PROFILE);
    }

    private List<Path> places(List<Location> measured, List<Stamp> stamps, String ending) {
        if (!arePlain(measured)) {
            return List.of(cacheFolder.resolve(hashOf(stamps) + ending));
        }
        List<Path> paths = measured.stream().map(Location::path).toList();
        Path cached = cacheFolder.resolve(hash(paths) + ending);
        return paths.size() == 1
                ? List.of(beside(paths.getFirst(), ending), cached)
                : List.of(cached);
    }

    private static boolean arePlain(List<Location> places) {
        return places.stream().allMatch(Location::isPlain);
    }

    /// Returns the places for sums over several vectors: beside the vectors if they lie in one
    /// folder, under all their names.
    private List<Path> pairPlaces(List<Location> places, List<Stamp> stamps) {
        if (!arePlain(places)) {
            return List.of(cacheFolder.resolve(hashOf(stamps) + ".pairs"));
        }
        List<Path> vectors = places.stream().map(Location::path).toList();
        Path cached = cacheFolder.resolve(hash(vectors) + ".pairs");
        boolean together =
                vectors.stream().map(vector -> absolute(vector).getParent()).distinct().count()
                        == 1;
        String name =
                vectors.stream()
                        .map(vector -> stem(absolute(vector)))
                        .collect(Collectors.joining("+"));
        return together && name.length() <= LONGEST_NAME
                ? List.of(absolute(vectors.getFirst()).resolveSibling(name + ".pairs"), cached)
                : List.of(cached);
    }

    private static String stem(Path vector) {
        String name = String.valueOf(vector.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static Path beside(Path vector, String suffix) {
        Path absolute = absolute(vector);
        return absolute.resolveSibling(absolute.getFileName() + suffix);
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static String hash(List<Path> paths) {
        String all =
                paths.stream()
                        .map(path -> absolute(path).toString())
                        .collect(Collectors.joining("\n"));
        return hash(all);
    }

    /// Returns a name that depends on the stamps alone, so that a vector that was moved unchanged
    /// keeps its place.
    private static String hashOf(List<Stamp> stamps) {
        return hash(stamps.stream().map(Stamp::text).collect(Collectors.joining("\n\n")));
    }

    private static String hash(String text) {
        return HexFormat.of()
                .formatHex(Stamp.sha256().digest(text.getBytes(StandardCharsets.UTF_8)))
                .substring(0, 32);
    }
}
