namespace Browser;

internal static class PageHeaders
{
    /// <summary>Allows only scripts and styles of this site in the page, and no other site to embed it.</summary>
    public static IApplicationBuilder UsePageHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    });
}
