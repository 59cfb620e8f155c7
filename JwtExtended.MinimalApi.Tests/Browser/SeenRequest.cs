namespace JwtExtended.MinimalApi.Tests.Browser;

/// <summary>A request as it arrived, and its response.</summary>
internal sealed record SeenRequest(string Method, string Path, bool HasCookie, string FetchSite, int Status, string ResponseBody);
