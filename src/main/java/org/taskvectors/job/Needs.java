package org.taskvectors.job;

import java.util.EnumSet;
import java.util.Set;

/// What a job needs while it runs. Jobs that need the same thing run one after the other, in the
/// order in which they were asked for; all others run beside each other.
///
/// @param alone what only one job has at a time
/// @param memory bytes that it holds at most; 0 where they are few
public record Needs(Set<Thing> alone, long memory) {
    /// What two jobs would only take from each other.
    public enum Thing {
        /// Reading or writing whole models.
        DISK,
        /// Every core of the processor, or the accelerator.
        DEVICE
    }

    /// Nothing that counts: short work, as opening a file or reading a profile.
    public static final Needs NOTHING = new Needs(Set.of(), 0);

    /// Copying files.
    public static final Needs DISK = new Needs(EnumSet.of(Thing.DISK), 0);

    /// Computing with what lies in memory.
    public static final Needs DEVICE = new Needs(EnumSet.of(Thing.DEVICE), 0);

    /// A pass over whole models, which reads as fast as it computes.
    public static final Needs DISK_AND_DEVICE = new Needs(EnumSet.allOf(Thing.class), 0);

    /// @throws IllegalArgumentException where the memory is negative
    public Needs {
        if (memory < 0) {
            throw new IllegalArgumentException("a job cannot need " + memory + " bytes");
        }
        alone = Set.copyOf(alone);
    }

    /// The same, and so much memory.
    public Needs withMemory(long bytes) {
        return new Needs(alone, bytes);
    }

    /// Whether it is short work.
    public boolean isNothing() {
        return alone.isEmpty() && memory == 0;
    }

    /// Whether both want something that only one can have.
    boolean shares(Needs other) {
        return alone.stream().anyMatch(other.alone::contains);
    }
}
