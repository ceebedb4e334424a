<?xml version="1.0" encoding="UTF-8"?>
<!-- What a browser shows when someone opens the feed itself. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" exclude-result-prefixes="itunes">
<xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat"/>
<xsl:template match="/rss/channel">
<html lang="{language}">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title><xsl:value-of select="title"/></title>
<link rel="stylesheet" href="broadcast.css"/>
</head>
<body>
<div class="house">
<header class="station">
<img src="cover.jpg" alt="" width="96" height="96"/>
<div>
<h1><xsl:value-of select="title"/></h1>
<p><xsl:value-of select="description"/></p>
<p>这是播客订阅地址：把本页的网址复制到播客应用里，就能自动收到新节目。<a href="subscribe.html">怎样订阅</a> <a href="index.html">打开节目网页</a></p>
</div>
</header>
<main>
<xsl:for-each select="item">
<article>
<img src="{itunes:image/@href}" alt="" width="88" height="88" loading="lazy"/>
<div>
<h2><a href="{link}"><xsl:value-of select="title"/></a></h2>
<p class="when"><xsl:value-of select="pubDate"/></p>
</div>
<p class="lead"><xsl:value-of select="description"/></p>
<audio controls="controls" preload="none" src="{enclosure/@url}"></audio>
</article>
</xsl:for-each>
</main>
</div>
</body>
</html>
</xsl:template>
</xsl:stylesheet>
