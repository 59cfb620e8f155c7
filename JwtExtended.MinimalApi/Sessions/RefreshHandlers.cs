namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The application's handlers of a refresh.</summary>
/// <param name="OnRefresh">Describes the new access token, or ends the session.</param>
/// <param name="OnReused">Is called when an exchanged token was used again.</param>
internal sealed record RefreshHandlers(
    Func<JwtRefreshContext, ValueTask<TokenDescriptor?>>? OnRefresh, Func<JwtRefreshContext, ValueTask>? OnReused);
