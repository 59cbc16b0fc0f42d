module sallyport.local/parts/tools

go 1.26.0
