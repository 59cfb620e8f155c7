namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>A request as it arrived, and its answer.</summary>
internal sealed record SeenRequest(string Method, string Path, bool HasCookie, string FetchSite, int Status, string Answer);
