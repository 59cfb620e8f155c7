namespace JwtExtended.MinimalApi.Diagnostics;

/// <summary>A call of the store, as metrics, traces, log and exceptions name it.</summary>
/// <param name="Name">The method of <see cref="IJwtStore"/>, as a tag.</param>
/// <param name="Text">What the call is for.</param>
internal sealed record StoreOperation(string Name, string Text)
{
    private const string FindName = "find";
    private const string ListName = "list_sessions";
    private const string RevokeUpToName = "revoke_up_to";

    /// <summary>The look-up of a token.</summary>
    public static readonly StoreOperation Find = new(FindName, "find");

    public static readonly StoreOperation FindRevocations = new(FindName, "find revocations");
    public static readonly StoreOperation StartSession = new("start_session", "start a session");
    public static readonly StoreOperation Exchange = new("exchange", "exchange a token");
    public static readonly StoreOperation MarkSeen = new("mark_seen", "note the first use of a token");
    public static readonly StoreOperation EndSession = new("end_session", "end a session");
    public static readonly StoreOperation ListSessions = new(ListName, "list sessions");
    public static readonly StoreOperation FindNewestSession = new(ListName, "find the newest session");
    public static readonly StoreOperation RevokeToken = new("revoke_token", "revoke a token");
    public static readonly StoreOperation RevokeIdentity = new(RevokeUpToName, "revoke an identity");
    public static readonly StoreOperation RevokeEverything = new(RevokeUpToName, "revoke everything");
    public static readonly StoreOperation UseTicket = new("try_use", "use a ticket");

    /// <summary>Gets the name of the span of the call.</summary>
    public string SpanName { get; } = $"jwt_extended.store.{Name}";
}
