namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Notes, for the flow of a request, that tokens were issued in it. It knows nothing of the request, and may outlive it.</summary>
internal sealed class IssueWatch
{
    private static readonly AsyncLocal<IssueWatch?> Flow = new();

    private volatile bool _sawToken;
    private volatile bool _sawPair;

    /// <summary>Whether a token was issued.</summary>
    public bool SawToken => _sawToken;

    /// <summary>Whether a pair of tokens was issued: only a client needs one.</summary>
    public bool SawPair => _sawPair;

    /// <summary>Notes that a token was issued.</summary>
    public static void NoteToken()
    {
        if (Flow.Value is { } watch)
            watch._sawToken = true;
    }

    /// <summary>Notes that a pair of tokens was issued.</summary>
    public static void NotePair()
    {
        if (Flow.Value is { } watch)
            watch._sawToken = watch._sawPair = true;
    }

    /// <summary>Watches the rest of the calling flow.</summary>
    public void Enter() => Flow.Value = this;
}
