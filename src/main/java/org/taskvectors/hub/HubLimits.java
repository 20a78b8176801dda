package org.taskvectors.hub;

/// How long a hub is waited for, and how much of it is taken.
///
/// @param patience how long is waited
/// @param answerBytes of one answer that describes a repository
/// @param entries of one list of files: files, folders, and what is left out
/// @param letters of the names of all these together, with the folders that they lie in
/// @param fileBytes of one file
/// @param pages of one list of files
public record HubLimits(
        HubPatience patience,
        int answerBytes,
        int entries,
        int letters,
        long fileBytes,
        int pages) {
    /// More bytes than any file of a model has. What has more is an error or an attack, and what is
    /// kept of a file's pieces while it is fetched would not find room in memory.
    public static final long MOST_FILE_BYTES = 1L << 44;

    /// What a person's connection and memory bear.
    public static final HubLimits USUAL =
            new HubLimits(HubPatience.USUAL, 16 << 20, 100_000, 16 << 20, MOST_FILE_BYTES, 1_000);

    public HubLimits withPatience(HubPatience newPatience) {
        return new HubLimits(newPatience, answerBytes, entries, letters, fileBytes, pages);
    }
}
