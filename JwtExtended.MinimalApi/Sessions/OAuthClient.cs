namespace JwtExtended.MinimalApi.Sessions;

/// <summary>The client of a request to an OAuth endpoint.</summary>
/// <param name="Id">Its id; <see langword="null"/> for a public client that does not say who it is.</param>
/// <param name="IsCaller">Whether it has authenticated with a secret.</param>
internal sealed record OAuthClient(string? Id, bool IsCaller);
