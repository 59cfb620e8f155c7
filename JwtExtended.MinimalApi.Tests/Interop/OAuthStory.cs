namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>What an OAuth client of Node is to do: with a session to go on with, and one to end.</summary>
internal sealed record OAuthStory(
    string Library, string Issuer, string Caller, string Secret, string Refresh, string Other, string OtherAccess);
