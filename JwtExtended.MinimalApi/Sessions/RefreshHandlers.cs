namespace JwtExtended.MinimalApi.Sessions;

/// <summary>What the application says at a refresh.</summary>
/// <param name="Renew">Describes the new access token, or ends the session.</param>
/// <param name="Alarm">Is told of a token that was used again.</param>
internal sealed record RefreshHandlers(Func<JwtRefreshContext, ValueTask<TokenDescriptor?>>? Renew, Func<JwtRefreshContext, ValueTask>? Alarm);
